"""What a made-up hub page says: the work, its counts by value, and its citing papers.

Everything is drawn from a seed and from the style's choices of content (`titles`, `summaries`, `words`, `abstract`,
`tier`). All titles and sentences are made up. No markup is here.
"""

from __future__ import annotations

import random
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

Style = Mapping[str, str]

CATEGORIES: Final = (
    *("cs.LG", "cs.CL", "cs.CV", "cs.CY", "stat.ML", "math.PR", "hep-th", "gr-qc", "astro-ph.CO", "quant-ph"),
    *("cond-mat.str-el", "q-bio.NC", "eess.SP", "physics.optics", "econ.EM", "nucl-th"),
)
VERDICTS: Final = ("unverdicted", "unverdicted", "accept", "conditional", "reject")
ROLES: Final = ("background", "background", "method", "baseline", "dataset", "other")
POLARITIES: Final = ("background", "unclear", "use method", "support", "use dataset")
GREEK: Final = "κ"
"""The letter that MathML sets where the style says so."""

_NOUNS: Final = (
    "Lanterns Orchards Kettles Pebbles Gliders Turnips Harbours Compasses Sparrows Ledgers Tunnels Clocks".split()
)
_KINDS: Final = "Sparse Drifting Patient Hollow Ordinal Braided Noisy Frozen Layered Quiet Tilted Recurrent".split()
_ENDS: Final = "Shallow Water|Windy Hills|Crowded Streets|Small Budgets|Long Winters|Missing Labels|Tidal Basins".split(
    "|"
)
_VERBS: Final = "Shows Counts Measures Proposes Extends Compares Bounds Explains".split()
_THINGS: Final = (
    "made-up kettles|invented orchards|imaginary clocks|pretended tunnels|made-up gliders|invented ledgers".split("|")
)
_HOW: Final = (
    "with half the fuel of earlier attempts",
    "at 12% lower cost on 3 of 4 tasks",
    "when the wind turns twice a day",
    "under a bound of 0.5 (see the proof)",
    "by weighing each one, then waiting",
    "for all but 2,714 of the samples",
)

_NAMES: Final = "Nobody Invented Madeup Fictitious Noone Imagined".split()

_ADVERSE: Final[dict[str, tuple[str, ...]]] = {
    "full_stop": ("{} of {} Do Not Settle.", "We Counted {} in {}.", "Is It {}? {} Say So.", "{} vs. {} et al."),
    "dots": ("{} · a Survey of {}", "{} · {} · 2019", "On {} · Part 2 · {}"),
    "bars": ("{} | {}", "{} | Part II | {}", "{} • {}", "{} / {}"),
    "colons": ("{}: {}", "{}: the Case of {}", "{}; or, {}", "{}: 2: {}"),
    "commas": ("{}, {}, and Everything", "{}, in {}, at Night", "Of {}, {}, 2020"),
    "numbers": ("{} in 7.0 Steps for {}", "3 {} for 4 refs of {}", "{} 2,714 and {} 12", "80% of {} in {}"),
    "dates": ("{} on 2019-05-01 in {}", "Forecasts of {} for 2021-03-04: {}", "{} since 2020: {}"),
    "category": ("{} for cs.LG and {}", "Why {} Accept and {} Reject", "The Verdict on {}: Conditional {}"),
    "tex": ('K\\"OLN {} and \\textit{{{}}}', "{} in $\\ell_2$ for {}", "Q\\&A for {} with {}"),
    "unicode": ("{} für Übermütige – {} №5", "多语言 {} и {}", "{} “quoted” ‘twice’ {}"),
    "long": ("On the " + "Slow and Steady " * 8 + "Behaviour of {} Whenever {} Are Present, with Seven Appendices",),
    "question": ("Do {} Dream of {}?", "Why Not {}? {}!", "{} … or {}?"),
    "lower": ("towards {} and {}", "deep {} without {}", "a note on {} in {}"),
    "soft_hyphen": ("{} for Over\u00adlapping {}", "Zero\u200bwidth {} and {}"),
    "mathml": (GREEK + " {} for {}", "{} in " + GREEK + "-Coupled {}", "{} of {} below " + GREEK),
}
_LABELS: Final = ("Abstract", "Authors", "Roles", "Years", "Hub Tools", "Claims Ledger", "Fields", "Verdicts")
_SINGLE: Final = ("Lanterns", "Orchards", "Kettles", "Pebbles", "Gliders", "Turnips", "Harbours", "Sparrows", "Tunnels")


@dataclass(frozen=True, slots=True)
class Paper:
    """A citing paper, with all that either list may print of it."""

    arxiv_id: str
    title: str
    category: str
    posted_on: date
    verdict: str
    novelty: float
    refs: int | None
    role: str | None
    ref: int
    link_type: str
    summary: str | None
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hub:
    """All that a page says."""

    hub_id: str
    title: str
    tier: str
    label: str | None
    sentence: str
    kind: str
    dominant_role: str | None
    dominant_percent: int | None
    citing: int
    external: int | None
    classified: tuple[str, int] | None
    abstract: tuple[str, ...]
    facets: dict[str, list[tuple[str, int]]]
    summaries: dict[str, list[tuple[str, int]]]
    representatives: tuple[Paper, ...]
    explorer: tuple[Paper, ...]
    strangers: tuple[Paper, ...] = field(default=())
    """Papers of other blocks and of hidden rows: none of them is a citing paper."""


def make_hub(seed: int, style: Style) -> Hub:
    """Draw a record."""
    draw = random.Random(f"record {seed}")
    papers = _papers(draw, style)
    explorer = tuple(next(papers) for _ in range(draw.randint(2, 7)))
    own = tuple(next(papers) for _ in range(draw.randint(1, 3)))
    shared = tuple(draw.sample(explorer, draw.randint(0, 2)))
    chosen = sorted((*own, *shared), key=lambda paper: -paper.novelty)
    if style["summaries"] == "short" and chosen[0].summary is None:
        chosen = chosen[::-1]
    facets = _facets(draw, explorer, style)
    tier = draw.choice(("hub", "super hub")) if style["tier"] == "drawn" else style["tier"]
    return Hub(
        hub_id=str(uuid.UUID(int=draw.getrandbits(128), version=4)),
        title=_title(draw, draw.choice(("plain", "plain", style["titles"]))),
        tier=tier,
        abstract=_abstract(draw, style) if tier != "none" else (),
        facets=facets,
        summaries={name: facets[name] for name in ("role", "polarity") if tier != "none" and facets.get(name)},
        representatives=tuple(chosen),
        explorer=explorer,
        strangers=tuple(next(papers) for _ in range(3)),
        **_verdict(draw, tier, style, len(explorer) + (30 if style["filtered"] == "yes" else 0)),
    )


def _papers(draw: random.Random, style: Style) -> Iterator[Paper]:
    """Papers without end, no two of one title or id."""
    titles: set[str] = set()
    place = 0
    while True:
        title = _title(draw, style["titles"] if draw.random() < 0.7 else "plain")
        if title in titles:
            title = _title(draw, "plain")
        if title in titles:
            continue
        titles.add(title)
        place += 1
        posted = date(2019, 1, 2) + timedelta(days=draw.randrange(2700))
        old = draw.random() < 0.1
        number = f"{draw.randint(1, 12):02d}"
        is_new_role = style["words"] == "new_role" and draw.random() < 0.5
        yield Paper(
            arxiv_id=f"hep-th/99{number}{place:03d}" if old else f"{posted:%y%m}.{draw.randint(100, 899)}{place:02d}",
            title=title,
            category=draw.choice(CATEGORIES),
            posted_on=posted,
            verdict="contested" if style["words"] == "new_verdict" and draw.random() < 0.5 else draw.choice(VERDICTS),
            novelty=draw.randint(10, 18) / 2,
            refs=draw.choice((None, draw.randint(2, 40))),
            role="critique" if is_new_role else draw.choice((None, None, *ROLES)),
            ref=draw.randint(1, 190),
            link_type="external anchor" if style["words"] == "new_link_type" else "internal anchor",
            summary=_summary(draw, style["summaries"], place),
            authors=tuple(f"{draw.choice('ABCDEFGH')}. {name}" for name in draw.sample(_NAMES, draw.randint(1, 4))),
        )


def _title(draw: random.Random, kind: str) -> str:
    if kind == "label":
        return draw.choice(_LABELS)
    if kind == "one_word":
        return draw.choice(_SINGLE)
    one, other = draw.sample(_NOUNS, 2)
    first, second = f"{draw.choice(_KINDS)} {one}", f"{draw.choice(_KINDS)} {other}"
    if kind in _ADVERSE:
        return draw.choice(_ADVERSE[kind]).format(first, second)
    return draw.choice(("{0} for {1}", "{0} and {1}", "{0} in {2}", "Learning {1} from {0}")).format(
        first, second, draw.choice(_ENDS)
    )


def _summary(draw: random.Random, kind: str, place: int) -> str | None:
    sentence = f"{draw.choice(_VERBS)} how {draw.choice(_THINGS)} behave {draw.choice(_HOW)}, in study {place}"
    forms = {
        "no_full_stop": sentence,
        "lower_case": sentence[0].lower() + sentence[1:] + ".",
        "short": draw.choice(("Counts kettles near {}.", "Four short words {}.", "Bounds ledgers above {}.")).format(
            place
        ),
        "two_sentences": f"{sentence}. It also weighs {draw.choice(_THINGS)} no. {place}.",
        "dots": f"{sentence}: cost · speed · size, all three at once.",
        "title_like": f"{draw.choice(_KINDS)} {draw.choice(_NOUNS)} for {draw.choice(_KINDS)} Sentences {place}",
        "dated": f"{sentence}, from 2019-05-01 on, in cs.LG terms.",
        "tex": f"{sentence} in $O(n^2)$ time.",
        "mathml": f"{sentence}, below {GREEK} of them.",
    }
    if kind == "missing_some" and draw.random() < 0.4:
        return None
    return None if kind == "none" else forms.get(kind, f"{sentence}.")


def _abstract(draw: random.Random, style: Style) -> tuple[str, ...]:
    """Paragraphs."""
    sentences = [f"We weigh {draw.choice(_THINGS)} {draw.choice(_HOW)}." for _ in range(4)]
    kind = style["abstract"]
    if kind == "absent":
        return ()
    if kind in ("two_paragraphs", "br"):
        return " ".join(sentences[:2]), "The second part is short. " + sentences[3]
    if kind == "three_paragraphs":
        return sentences[0], sentences[1], "Results: " + sentences[2]
    if kind == "lower_case":
        return ("we weigh " + sentences[0].removeprefix("We weigh "),)
    endings = {
        "mathml": f" We bound it by {GREEK} of all.",
        "tex": " We write \\textit{kettles} for Q\\&A \\citep{madeup2020}.",
    }
    return (" ".join(sentences) + endings.get(kind, ""),)


def _facets(draw: random.Random, explorer: tuple[Paper, ...], style: Style) -> dict[str, list[tuple[str, int]]]:
    """Counts of the explorer's papers by value, by count, ties by name, as the source orders them."""
    known = [paper.role for paper in explorer if paper.role]
    polarity = ("contradict",) if style["words"] == "new_polarity" else POLARITIES
    values = {
        "field": [paper.category for paper in explorer],
        "year": [str(paper.posted_on.year) for paper in explorer],
        "verdict": [paper.verdict.upper() for paper in explorer],
        "role": known,
        "polarity": [draw.choice(polarity) for _ in known],
    }
    counted = {name: Counter(found) for name, found in values.items() if found}
    return {name: sorted(found.items(), key=lambda pair: (-pair[1], pair[0])) for name, found in counted.items()}


def _verdict(draw: random.Random, tier: str, style: Style, citing: int) -> dict[str, Any]:
    """Sentence, label and counts, as they go together."""
    kind = draw.choice(("canonical", "mixed", "indexing")) if tier != "none" else "indexing"
    role = draw.choice(ROLES)
    percent = draw.randint(50, 99)
    papers = "paper" if citing == 1 else "papers"
    sentence = {
        "canonical": f"Canonical reference. {percent}% of citing Pith papers cite this work as {role}.",
        "mixed": f"Mixed citation behavior. Most common role is {role} ({percent}%).",
        "indexing": f"{citing} Pith {papers} cite this work. Polarity classification is still indexing.",
    }[kind]
    label = {"canonical": "Canonical reference", "mixed": "Mixed citations", "indexing": None}[kind]
    if label and style["words"] == "new_label":
        label = "Contested reference"
    is_rated = kind != "indexing"
    return {
        "label": label,
        "sentence": sentence,
        "kind": kind,
        "dominant_role": role if is_rated else None,
        "dominant_percent": percent if is_rated else None,
        "citing": citing,
        "external": draw.choice((None, draw.randint(3, 900), draw.randint(1000, 99_000))),
        "classified": (role, percent) if label else None,
    }
