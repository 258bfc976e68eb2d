"""The parts of a meta line, each recognized by its form: verdict, role, novelty, references, link type.

A part may have a label before its value (`Novelty: 7.0`), in any letter case. `meta_line` and `meta_styles` decide
where a meta line begins and what separates its parts.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipelines.parsing.grammar import values
from pipelines.parsing.lines.line import joined
from pipelines.parsing.vocabulary.plain_words import plain
from pipelines.parsing.vocabulary.words import DOT, KNOWN

FIELD_LABEL: Final = r"(?i:(?:primary |arxiv )?(?:field|category|subject|area))"
DATE_LABEL: Final = r"(?i:(?:first )?(?:posted|published|submitted|dated?)(?: on)?)"
EDGES: Final = " ·|•—–,;/"
"""Separators and blanks around a part, or around words beside the parts."""
ARROWS: Final = "→↗›»▸ "
"""Signs without meaning that sites put after a line, as links."""

LONGEST_TOGETHER: Final = 160
"""Characters that parts of a meta line may have together."""

PLAIN: Final = KNOWN["verdict"] | KNOWN["role"] | KNOWN["link type"] | {"none"}
"""Words that are a whole part, in lower case (HUB_PAGES section 4)."""

_GAP = r"\s*(?:[:=]\s*)?"
_TAIL = r"(?:\s+(?P<tail>.+))?"
_FORMS: Final = {
    "novelty": re.compile(rf"(?i:novelty(?: score)?){_GAP}(?P<value>\S+){_TAIL}"),
    "reference": re.compile(rf"(?i:ref(?:erence)?\.?)\s*(?:[:=#]\s*)?(?P<value>[^\s\d]*\d\S*){_TAIL}"),
    "mentions": re.compile(rf"(?P<value>[^\s\d]*\d\S*?)\s*(?i:refs?|references?){_TAIL}"),
    "labelled mentions": re.compile(rf"(?i:refs|references|mentions){_GAP}(?P<value>\d[\d,]*){_TAIL}"),
}
"""Numbers recognized by a word beside them; each may end in words of a summary."""

_ANCHOR = re.compile(r"(?P<value>(?i:internal anchor))\s*(?P<tail>.+)")
_LABELLED = re.compile(
    r"(?P<label>(?i:verdict|decision|role|link(?: type)?|anchor))(?:\s*[:=]\s*|\s+)"
    r"(?:(?i:(?P=label))(?:\s*[:=]\s*|\s+))?"
    r"(?P<value>[A-Za-z][\w-]*(?: [\w-]+)?)"
)
_LABELS: Final = {"verdict": "verdict", "decision": "verdict", "role": "role"}
LABEL_ALONE: Final = re.compile(
    r"(?i)(verdict|decision|role|novelty(?: score)?|ref(?:erence)?s?|link(?: type)?|mentions)\s*:?"
)
"""The label of a part, and nothing else: its value is in the next element, or was cut off."""
_SCORE = re.compile(r"\d+\.\d")
_LETTER = re.compile(r"[^\W\d_]")
_STRONG: Final = (DOT, "|", "\u2022")
"""Separators that hardly any prose uses."""
_NUMBER_APART = re.compile(
    r"(?:^|[·|•—–,;/])\s*(?:novelty(?: score)?\s*(?:[:=]\s*)?\d+\.\d|ref(?:erence)?\.?\s*(?:[:=#]\s*)?\d+|"
    r"\d+\s*ref(?:erence)?s?|internal anchor)\s*(?:[·|•—–,;/]|$)"
)
_ID = re.compile(r"(?i:arxiv)\s*:\s*(?P<value>\S+)")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a meta line.

    Attributes:
        kind: novelty, reference, mentions, identifier, verdict, role, or word: a part without known label or form.
        value: its value as printed, without its label; known words in lower case.
        printed: the part as printed.
        tail: words after it that do not belong to it, or None.
    """

    kind: str
    value: str
    printed: str
    tail: str | None = None

    @property
    def is_known(self) -> bool:
        """Whether its form or its word identifies it."""
        return self.kind != "word" or self.value in PLAIN


@dataclass(slots=True)
class Tail:
    """What a meta line prints after its date. Not frozen, for speed, but never changed: lines share it.

    Attributes:
        novelty: the score beside the word `novelty`.
        mentions: the number before `refs`.
        reference: the number after `ref`.
        words: the other parts before the reference: verdict, role.
        late_words: the other parts after it: kind of link.
        summary: words after the last part, if a summary shares the line too.
        labelled: parts with a label, as (verdict or role, word).
        printed: every part that is more than its value, as (kind, part as printed); for a word (word, as printed).
        beside: words beside the parts that are no cell: they are refused, and never a verdict, role or link type.
    """

    novelty: str | None
    mentions: str | None
    reference: str | None
    words: tuple[str, ...]
    late_words: tuple[str, ...]
    summary: str | None
    labelled: tuple[tuple[str, str], ...] = ()
    printed: tuple[tuple[str, str], ...] = ()
    beside: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether every part is a known word or a number of its form."""
        known = PLAIN.issuperset(self.words) and PLAIN.issuperset(self.late_words)
        return known and self.summary is None and (self.novelty is None or _SCORE.fullmatch(self.novelty) is not None)


def known_lower(printed: str) -> str:
    """Return a word that is a whole part in lower case, any other as printed."""
    lowered = printed.lower()
    return lowered if lowered in PLAIN else printed


def part_of(printed: str, seen: Collection[str] = ()) -> Part:
    """Classify a part.

    Args:
        printed: the part.
        seen: the kinds of number that the line has already printed; each occurs once.
    """
    plain = printed.lower()
    if plain in PLAIN:
        return Part("word", plain, printed)
    for name, form in _FORMS.items():
        kind = name.removeprefix("labelled ")
        if kind not in seen and (found := form.fullmatch(printed)):
            return Part(kind, found["value"], printed, found["tail"])
    if found := _ANCHOR.fullmatch(printed):
        return Part("word", found["value"].lower(), printed, found["tail"])
    if found := _LABELLED.fullmatch(printed):
        value = known_lower(found["value"])
        if (" " not in value or value in PLAIN) and not LABEL_ALONE.fullmatch(value):
            return Part(_LABELS.get(found["label"].lower(), "word"), value, printed)
    elif (found := _ID.fullmatch(printed)) and _is_arxiv_id(found["value"]):
        return Part("identifier", found["value"], printed)
    return Part("word", printed, printed)


@lru_cache(maxsize=values.REMEMBERED)
def _remembered_part(printed: str, *seen: str) -> Part:
    """Classify a part, and remember it: a list prints few different ones."""
    return part_of(printed, seen)


def _is_arxiv_id(printed: str) -> bool:
    try:
        values.arxiv_id(printed)
    except values.Refused:
        return False
    return True


def tail_of(parts: list[str], glue: str = f" {DOT} ") -> Tail:
    """Sort the parts after the date by kind.

    Args:
        parts: the parts as printed, in order.
        glue: the separator, restored inside a summary that shares the line.
    """
    forms: dict[str, str] = {}
    words: list[str] = []
    late_words: list[str] = []
    labelled: list[tuple[str, str]] = []
    printed: list[tuple[str, str]] = []
    summary = None
    for index, text in enumerate(parts):
        if text in PLAIN:
            (late_words if "reference" in forms else words).append(text)
            continue
        part = _remembered_part(text, *forms)
        if part.kind in ("novelty", "reference", "mentions"):
            forms[part.kind] = part.value
        elif part.kind in ("verdict", "role"):
            labelled.append((part.kind, part.value))
        elif part.kind == "word" and part.value:
            (late_words if "reference" in forms else words).append(part.value)
        if part.value != text:
            printed.append((part.value if part.kind == "word" else part.kind, text))
        if part.tail and not _LETTER.search(part.tail):
            late_words.extend([part.tail] if part.tail.strip(ARROWS) else [])
        elif part.tail:
            summary = glue.join([part.tail, *parts[index + 1 :]])
            break
    numbers = (forms.get("novelty"), forms.get("mentions"), forms.get("reference"))
    return Tail(*numbers, tuple(words), tuple(late_words), summary, tuple(labelled), tuple(printed))


@lru_cache(maxsize=values.REMEMBERED)
def dotted_tail(rest: str) -> Tail:
    """Parse what follows the date of a dotted line; cached, because pages repeat the same few."""
    is_tidy = "  " not in rest and rest.isprintable()  # else blanks are to be collapsed
    parts = [part.strip() if is_tidy else joined(part) for part in rest.split(DOT)[1:]]
    return tail_of(parts if rest.replace(DOT, "").isascii() else [plain(part) for part in parts])


def are_parts(text: str) -> bool:
    """Return whether a text is nothing but recognized parts, with dots between."""
    return all(is_part(part.strip()) for part in text.split(DOT))


def is_part(printed: str) -> bool:
    """Return whether a text is one part recognized by its word or its form."""
    part = part_of(printed)
    return part.is_known and not part.tail


def holds_parts(text: str) -> bool:
    """Return whether separators set a part apart, as in a dotted line or the rest of one: no title, no summary.

    That is a number of its form between any separators (`accept, novelty 7.0, A. Author`), or a word of a set between
    dots or bars. A text that begins or ends with a dot goes on in another line.
    """
    if text.isascii() and "," not in text and "|" not in text and ";" not in text and "/" not in text:
        return False
    words = text.lower()
    if DOT in words or "|" in words or "\u2022" in words:
        if DOT in (words[0], words[-1]) or _has_word_apart(words):
            return True
    elif "ref" not in words and "novelty" not in words and "anchor" not in words:  # as nearly all
        return False
    return _NUMBER_APART.search(words) is not None


def _has_word_apart(words: str) -> bool:
    """Return whether a word that is a whole part stands between dots or bars."""
    strong = [sign for sign in _STRONG if sign in words]
    return any(not PLAIN.isdisjoint(map(str.strip, words.split(sign))) for sign in strong)
