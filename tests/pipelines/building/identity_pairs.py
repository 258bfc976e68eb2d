"""Rows of made-up citing papers, and which of them are one paper (docs/decisions/0028). `test_identity` builds them.

Each row stands on a page of a hub of its own. A case says by letters which rows are one paper: `AA` two rows of one,
`AB` of two, `ABC` of three. All titles are made up, and no two cases share a word that could tie them.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """Rows, by letters which of them are one paper, and why."""

    papers: str
    why: str
    rows: tuple[Row, ...]


def row(title: str | None = None, printed: str = "", arxiv_id: str | None = None, summary: str | None = None) -> Row:
    """A row; `printed` is its category, its date, or both, as `cs.LG 2025-01-02`."""
    cells: dict[str, Any] = {"title": title, "title_raw": title, "arxiv_id": arxiv_id, "summary": summary}
    for part in printed.split():
        if part[0].isdigit():
            cells["posted_on"] = date.fromisoformat(part)
        else:
            cells["category"] = part
    return {name: value for name, value in cells.items() if value is not None}


def same(why: str, first: str, second: str, printed: str = "") -> Case:
    """Two spellings of one title, without a link."""
    return Case("AA", why, (row(first, printed), row(second, printed)))


def different(why: str, first: str, second: str, printed: str = "cs.LG 2025-02-03") -> Case:
    """Two titles, without a link; with one date and category, which alone tie nothing."""
    return Case("AB", why, (row(first, printed), row(second, printed)))


SPELLINGS: Final = (
    same("case", "MAPPING old harbours", "Mapping Old Harbours"),
    same("accents", "Éclairs for Möbius Strips", "Eclairs for Mobius Strips"),
    same("composed and decomposed", "Tuning B\u00e4nds of Copper", "Tuning Ba\u0308nds of Copper"),
    same("punctuation", "Ferries: a “Slow” History", "Ferries - A 'slow' history"),
    same("a trailing full stop", "Harvest Moons Over Glass.", "Harvest Moons Over Glass"),
    same("blanks of any kind", "Quiet\u00a0Engines\u2003of\tWinter ", "Quiet Engines of Winter"),
    same("blanks that are thin or ideographic", "Copper\u202fKettles\u3000Boil", "Copper Kettles Boil"),
    same("a soft hyphen", "Reading Libra\u00adries by Smell", "Reading Libraries by Smell"),
    same("a zero-width space in a word", "Snow\u200bball Ledgers of Ants", "Snowball Ledgers of Ants"),
    same("zero-width joiners", "Bee\u200dkeeping With\u200c Magnets", "Beekeeping With Magnets"),
    same("a byte order mark", "\ufeffWillow Bridges in Wind", "Willow Bridges in Wind"),
    same("a word joiner", "Paper\u2060boats at Sea Level", "Paperboats at Sea Level"),
    same("marks of direction", "\u202aOrchard\u202c Clocks \u200ewithout Hands\u2069", "Orchard Clocks without Hands"),
    same("variation selectors", "Hearts \u2665\ufe0f of Oak Ships", "Hearts \u2665 of Oak Ships"),
    same("a combining grapheme joiner", "Grain\u034f Silos Sing", "Grain Silos Sing"),
    same("invisible operators of mathematics", "Solving f\u2061(x) by Candlelight", "Solving f(x) by Candlelight"),
    same("ligatures", "Eﬃcient ﬁres and ﬂutes", "Efficient Fires and Flutes"),
    same("mathematical letters", "𝑘-Means for Street Lamps", "k-Means for Street Lamps"),
    same("bold mathematical letters", "𝐍𝐞𝐮𝐫𝐚𝐥 Beehives Bloom", "Neural Beehives Bloom"),
    same("letters of number sets", "Lattices Over ℤ and ℝ Gardens", "Lattices Over Z and R Gardens"),
    same("fullwidth forms", "Ｄｅｅｐ Ｗｅｌｌｓ ｏｆ ２０２５", "Deep Wells of 2025"),
    same("halfwidth kana", "ﾗﾝﾀﾝの夜の研究", "ランタンの夜の研究"),
    same("sharp s", "Straßen aus Glas bauen", "Strassen aus Glas bauen"),
    same("capital sharp s", "GROẞE GÄRTEN IM NEBEL", "Große Gärten im Nebel"),
    same("capital I with a dot", "İstanbul Tramlines at Dawn", "istanbul tramlines at dawn"),
    same("long s", "Loſt Congreſs Papers of Rain", "Lost Congress Papers of Rain"),
    same("final sigma", "Ο ΔΡΟΜΟΣ ΤΟΥ ΝΕΡΟΥ", "ο δρομος του νερου"),
    same("variants of Greek letters", "On ϵ-Balls and ϕ-Fields", "On ε-balls and φ-fields"),
    same("the micro sign", "Counting µ-Particles in Milk", "Counting μ-Particles in Milk"),
    same("an increment for a delta", "A ∆-Rule for Pigeons", "A Δ-rule for pigeons"),
    same("an entity escaped twice", "Salt &amp;amp; Pepper Networks", "Salt & Pepper Networks"),
    same("a sign escaped twice", "When n &amp;lt; p in Orchards", "When n < p in Orchards"),
    same("a numeric entity", "The Baker&#39;s Random Oven", "The Baker's Random Oven"),
    same("a hexadecimal entity", "The Miller&#x2019;s Random Wheel", "The Miller's Random Wheel"),
    same("a named letter", "Caf&eacute; Chairs in Motion", "Café Chairs in Motion"),
    same("an escaped soft hyphen", "Under&amp;shy;water Pianos Tuned", "Underwater Pianos Tuned"),
    same("hyphens of any kind", "Semi‑Closed–Loop—Gardens", "Semi-Closed-Loop-Gardens"),
    same("a minus for a hyphen", "Half−Open Windows Forever", "Half-Open Windows Forever"),
    same("a dash with blanks or a colon", "Moths — A Night Census", "Moths: A Night Census"),
    same("quotes of any kind", "«Tides» and „Moons“ Compared", "\"Tides\" and 'Moons' compared"),
    same("an apostrophe of any kind", "The Sailor’s Third Compass", "The Sailorʼs Third Compass"),
    same("an ellipsis", "And Then … the Levee Broke", "And Then ... the Levee Broke"),
    same("braces that keep capitals", "Reading {DNA} off {Old} Walls", "Reading DNA off Old Walls"),
    same("dollars about a letter", "$k$-Cores of Village Gossip", "k-Cores of Village Gossip"),
    same("blanks about a sign", "Why a+b=c Fails in Barns", "Why a + b = c fails in barns"),
    same("an asterisk of mathematics", "C∗-Algebras of Fences", "C*-algebras of fences"),
    same("a raised asterisk in TeX", "W^*-Algebras of Hedges", "W*-algebras of hedges"),
    same("an index below", "Breathing H₂O in Theory", "Breathing H_2O in theory"),
    same("a power", "Growth as x² in Yeast Towns", "Growth as x^2 in Yeast Towns"),
    same("a negative power", "Errors of 10⁻³ in Clockwork", "Errors of 10^{-3} in Clockwork"),
    same("an arrow", "From Mud -> Brick by Hand", "From Mud → Brick by Hand"),
    same("a prime", "Decays of B' in Teacups", "Decays of B′ in Teacups"),
    same("angle brackets about a word", "Guessing <mask> Words in Fog", "Guessing mask words in fog"),
    same("a control", "Lighthouse\u0085 Keepers at Rest", "Lighthouse Keepers at Rest"),
    same("a trademark", "Polyfoam™ Rafts Adrift", "Polyfoam Rafts Adrift"),
    same("kana with a mark of its own", "か\u3099らすの町の歴史", "がらすの町の歴史"),
    same("Russian yo, which may be printed as ye", "Чёрный лёд на реке", "Черный лед на реке"),
    same("a Roman numeral of one character", "Iron Bells, Part Ⅱ", "Iron Bells, Part II"),
    same("degrees by another ring", "Leaning at 30º Forever", "Leaning at 30° Forever"),
    same("a fraction of one character", "Pouring ½ Pints of Fog", "Pouring 1/2 Pints of Fog"),
    same("Hangul in parts", "\u1112\u1161\u11ab\u1100\u1173\u11af 등불 지도", "한글 등불 지도"),
)
"""Spellings of one title."""

MEANINGS: Final = (
    different("a sign after a letter", "Teaching C++ to Parrots", "Teaching C to Parrots"),
    different("sharp is no plain letter", "Teaching F# to Owls", "Teaching F to Owls"),
    different("a star", "A* Search in Marshes", "A Search in Marshes"),
    different("equal and unequal", "On p = NP for Bakers", "On p ≠ NP for Bakers"),
    different("unequal, decomposed", "On q = NQ for Grocers", "On q =\u0338 NQ for Grocers"),
    different("plus and minus", "The Sum a + b of Ponds", "The Sum a - b of Ponds"),
    different("less and greater", "Rivers Where n < m", "Rivers Where n > m"),
    different("at most and less", "Streams Where n ≤ m", "Streams Where n < m"),
    different("parts in Roman numerals", "Brass Bells, Part I", "Brass Bells, Part II"),
    different("parts in digits", "Brass Horns 1", "Brass Horns 2"),
    different("a negative number", "Living at -1 Degrees", "Living at 1 Degrees"),
    different("a true minus", "Sleeping at −4 Degrees", "Sleeping at 4 Degrees"),
    different("a sign of charge", "Tracking e+ in Syrup", "Tracking e- in Syrup"),
    different("charge or none", "Weighing K- in Honey", "Weighing K in Honey"),
    different("a prime or none", "Spectra of f′ in Fog", "Spectra of f in Fog"),
    different("Greek letters", "On α-Stable Ladders", "On β-Stable Ladders"),
    different("a Greek letter for a Latin one", "The α Herd of Goats", "The a Herd of Goats"),
    different("a power or a digit", "Ten x² Barrels Float", "Ten x2 Barrels Float"),
    different("a power of ten or a number", "Counting 10³ Sparrows", "Counting 103 Sparrows"),
    different("a power or none", "Solving n³ Puzzles Slowly", "Solving n Puzzles Slowly"),
    different("a point in a number", "Stirring Level 3.5 Soup", "Stirring Level 35 Soup"),
    different("a ratio and a fraction", "Mixing 1:2 Mortar Well", "Mixing 1/2 Mortar Well"),
    different("three and a half", "Pouring 3½ Pints of Rain", "Pouring 31/2 Pints of Rain"),
    different("a share and a count", "Saving 50% Barley", "Saving 50 Barley"),
    different("degrees and a count", "Bending at 45° Twice", "Bending at 45 Twice"),
    different("an arrow or none", "From Clay → Cup", "From Clay Cup"),
    different("there and back", "Talks Ship → Shore", "Talks Ship ← Shore"),
    different("a union, an intersection", "Sets A ∪ B of Kites", "Sets A ∩ B of Kites"),
    different("infinity", "Ladders of ∞ Rungs Climbed", "Ladders of Rungs Climbed"),
    different("singular and plural", "Wooden Lantern Maps", "Wooden Lanterns Maps"),
    different("word order", "Dogs Teach Cats Chess", "Cats Teach Dogs Chess"),
    different("a word more", "Deep Copper Mines Revisited", "Deep Copper Mines"),
    different("one word or two", "Finding Sea Weed Colours", "Finding Seaweed Colours"),
    different("marks of kana", "かすの研究と記録帳", "がすの研究と記録帳"),
    different("vowels of Devanagari", "किताब का घर बड़ा", "कताब का घर बड़ा"),
    different("short i of Cyrillic", "Мой дом у старой реки", "Мои дом у старой реки"),
    different("other ideographs", "疎な灯籠の夜の研究", "密な灯籠の夜の研究"),
    different("nothing but signs", "!!!", "???"),
    different("years", "Annual Census of Geese 2019", "Annual Census of Geese 2020"),
)
"""Titles that differ in meaning by little; date and category are the same."""

DAY, OTHER_DAY = "cs.DL 2025-01-02", "hep-th 1999-03-04"
SENTENCE = "Opens a made-up issue about made-up {}."


def about(what: str) -> str:
    """A made-up summary."""
    return SENTENCE.format(what)


FACTS: Final = (
    Case("AA", "a link and the bare title", (row("Hedgehog Ballots", DAY, "2501.10001"), row("Hedgehog Ballots"))),
    Case("AA", "a link, and all is equal", (row("Badger Ballots", DAY, "2501.10002"), row("Badger Ballots", DAY))),
    Case("AA", "a bare title twice", (row("Otter Ballots"), row("Otter Ballots"))),
    Case("AA", "a title with and without a date", (row("Heron Ballots", DAY), row("Heron Ballots"))),
    Case("AA", "a link without a date", (row("Egret Ballots", "", "2501.10003"), row("Egret Ballots", DAY))),
    Case("AA", "only the date is known twice", (row("Crane Ballots", DAY), row("Crane Ballots", "2025-01-02"))),
    Case("AA", "one id, other titles", (row("Raven Votes", DAY, "2501.10004"), row("Crow Votes", DAY, "2501.10004"))),
    Case("AA", "one id, another date", (row("Finch Votes", DAY, "2501.10005"), row("Finch", OTHER_DAY, "2501.10005"))),
    Case(
        "AA",
        "a verdict and a novelty vetoes nothing",
        (
            row("Robin Votes", DAY) | {"verdict": "accept", "novelty": 7.0},
            row("Robin Votes", DAY) | {"verdict": "reject", "novelty": 5.0},
        ),
    ),
    Case("AA", "an id of two dates takes either", (row("Wren Votes", DAY, "2501.10006"), row("Wren Votes"))),
    Case("AB", "two ids", (row("Falcon Votes", DAY, "2501.10007"), row("Falcon Votes", DAY, "2501.10008"))),
    Case("AB", "a link, another date", (row("Eagle Fairs", DAY, "2501.10009"), row("Eagle Fairs", "cs.DL 2025-01-03"))),
    Case(
        "AB", "a link, another category", (row("Hawk Fairs", DAY, "2501.10010"), row("Hawk Fairs", "cs.SE 2025-01-02"))
    ),
    Case("AB", "another date, no link", (row("Kite Fairs", DAY), row("Kite Fairs", "cs.DL 2011-05-06"))),
    Case("AB", "another category, no link", (row("Owl Fairs", DAY), row("Owl Fairs", "math.CO 2025-01-02"))),
    Case(
        "AB", "another date where no category is known", (row("Swan Fairs", "2025-01-02"), row("Swan Fairs", OTHER_DAY))
    ),
    Case(
        "AB",
        "an early title, and a late one with a link",
        (row("Duck Fairs", OTHER_DAY), row("Duck Fairs", DAY, "2501.10011")),
    ),
    Case(
        "ABC",
        "between two ids, the title alone goes with neither",
        (row("Goose Tolls", DAY, "2501.10012"), row("Goose Tolls"), row("Goose Tolls", OTHER_DAY, "9903.10013")),
    ),
    Case(
        "AAB",
        "between two ids, date and category decide",
        (row("Stork Tolls", DAY, "2501.10014"), row("Stork Tolls", DAY), row("Stork Tolls", OTHER_DAY, "9903.10015")),
    ),
    Case(
        "ABC",
        "between two ids of one day, date and category decide nothing",
        (row("Quail Tolls", DAY, "2501.10016"), row("Quail Tolls", DAY), row("Quail Tolls", DAY, "2501.10017")),
    ),
    Case(
        "ABC",
        "between two ids, the date alone decides nothing",
        (
            row("Pigeon Tolls", DAY, "2501.10018"),
            row("Pigeon Tolls", "2025-01-02"),
            row("Pigeon Tolls", DAY, "2501.10019"),
        ),
    ),
    Case(
        "ABC",
        "between two dates, the title alone goes with neither",
        (row("Magpie Tolls", DAY), row("Magpie Tolls"), row("Magpie Tolls", OTHER_DAY)),
    ),
    Case(
        "ABC",
        "an id without a date cannot take two",
        (row("Jay Tolls", DAY), row("Jay Tolls", "", "2501.10020"), row("Jay Tolls", OTHER_DAY)),
    ),
    Case(
        "ABCB",
        "nor by two titles of its own",
        (
            row("Lark Tolls", DAY) | {"url": "a"},
            row("Lark Tolls", "", "2501.10021"),
            row("Linnet Tolls", OTHER_DAY),
            row("Linnet Tolls", "", "2501.10021"),
        ),
    ),
    Case(
        "ABAB",
        "two pairs of one title by date and category",
        (row("Tern Tolls", DAY), row("Tern Tolls", OTHER_DAY), row("Tern Tolls", DAY), row("Tern Tolls", OTHER_DAY)),
    ),
    Case(
        "ABA",
        "of two dated papers the summary tells which a bare title is",
        (
            row("Gull Tolls", DAY, summary=about("gulls")),
            row("Gull Tolls", OTHER_DAY, summary=about("other gulls")),
            row("Gull Tolls", summary=about("gulls")),
        ),
    ),
    Case("AB", "a generic title, another date", (row("Editorial", DAY, "2501.10022"), row("Editorial", OTHER_DAY))),
    Case("AB", "a generic title alone", (row("Preface"), row("Preface"))),
    Case("AB", "a generic title with and without a date", (row("Foreword", DAY, "2501.10023"), row("Foreword"))),
    Case(
        "AB",
        "a generic title and other summaries",
        (
            row("Introduction", summary=about("inns")),
            row("Introduction", summary=about("mills")),
        ),
    ),
    Case(
        "AB",
        "a generic title and one date without a category",
        (row("Reply", "2025-01-02"), row("Reply", "2025-01-02")),
    ),
    Case("AB", "one word", (row("Attention"), row("Attention"))),
    Case("AB", "one word with a sign", (row("C++"), row("C++"))),
    Case("AB", "a few letters", (row("On P"), row("On P"))),
    Case("AB", "several generic words", (row("Reply to the Comments"), row("Reply to the Comments"))),
    Case("AB", "a generic word with a number", (row("Erratum (Part II)"), row("Erratum (part II)"))),
    Case("AB", "a generic word with a year", (row("Book Reviews 2025"), row("Book Reviews 2025"))),
    Case("AB", "one word without Latin letters", (row("序文"), row("序文"))),
    Case(
        "AB",
        "a generic title with a summary that says nothing",
        (
            row("Errata", summary="No summary available."),
            row("Errata", summary="No summary available."),
        ),
    ),
    Case("AA", "a generic title, one date and category", (row("Corrigendum", DAY), row("Corrigendum.", DAY))),
    Case(
        "AA",
        "a generic title, one date and category, a link",
        (row("Discussion", DAY, "2501.10024"), row("Discussion", DAY)),
    ),
    Case(
        "AA",
        "a generic title and one summary",
        (
            row("Afterword", DAY, "2501.10025", about("afterwords")),
            row("Afterword", summary=about("afterwords")),
        ),
    ),
    Case(
        "AA",
        "a generic title and one summary, no link",
        (
            row("Epilogue", summary=about("epilogues")),
            row("Epilogue", summary=about("epilogues")),
        ),
    ),
    Case("AA", "a generic word and what it is about", (row("Erratum: Glass Harps"), row("Erratum - Glass Harps"))),
    Case("AA", "a summary alone twice", (row(summary=about("ducklings")), row(summary=about("ducklings")))),
    Case(
        "AA",
        "a summary alone and its paper",
        (
            row("Cygnets at Law", DAY, summary=about("cygnets")),
            row(summary=about("cygnets")),
        ),
    ),
    Case(
        "AA",
        "a summary with what nobody sees",
        (
            row("Goslings at Law", DAY, summary=about("gos\u00adlings")),
            row(summary=about("goslings\u200b")),
        ),
    ),
    Case(
        "AA",
        "a summary escaped twice",
        (
            row("Ducks at Law", DAY, summary=about("ducks &amp;amp; drakes")),
            row(summary=about("ducks & drakes")),
        ),
    ),
    Case(
        "AB",
        "a summary that stands for none",
        (row(summary="No summary available."), row(summary="No summary available.")),
    ),
    Case(
        "AB",
        "a summary that stands for none, and a paper",
        (
            row("Hens at Law", DAY, summary="The summary is not available yet."),
            row(summary="The summary is not available yet."),
        ),
    ),
    Case("AB", "a summary of a word", (row(summary="Interesting."), row(summary="Interesting."))),
    Case(
        "AB",
        "one summary, two titles",
        (
            row("Geese at Law", summary=about("shared geese")),
            row("Ganders at Law", summary=about("shared geese")),
        ),
    ),
    Case(
        "ABC",
        "between two papers of one summary",
        (
            row("Rooks at Law", summary=about("rooks")),
            row("Jackdaws at Law", summary=about("rooks")),
            row(summary=about("rooks")),
        ),
    ),
    Case(
        "ABCD",
        "between two papers of one summary, on two hubs",
        (
            row("Terns at Law", summary=about("terns")),
            row("Skuas at Law", summary=about("terns")),
            row(summary=about("terns")),
            row(summary=about("terns")),
        ),
    ),
    Case(
        "AB",
        "a summary alone with another date",
        (
            row("Coots at Law", DAY, summary=about("coots")),
            row(None, OTHER_DAY, summary=about("coots")),
        ),
    ),
    Case(
        "AA",
        "a summary alone with date and category",
        (
            row("Rails at Law", DAY, summary=about("rails")),
            row(None, DAY, summary=about("rails")),
        ),
    ),
)
"""What else is known of the rows: links, dates, categories, summaries."""

CASES: Final = (*SPELLINGS, *MEANINGS, *FACTS)
