"""The visible letters of a page, without blanks and marks of direction, each with its place in the source text.

A small tokenizer removes tags and references from HTML; in a text rendering every letter is visible. Lines are not
known here.
"""

import re
from bisect import bisect_right
from operator import itemgetter

from pipelines.parsing.lines.characters import DIRECTIONS, unescaped, without_directions
from pipelines.parsing.lines.line import INLINE_BOUNDARY

_TOKEN = re.compile(
    r"""<!--.*?(?:-->|\Z)
    | <math\b(?P<formula>.*?)(?:</math\s*>|\Z)
    | <(?P<unseen>title|script|style|template(?![^<>]*\bshadowroot)|svg|iframe)\b.*?(?:</(?P=unseen)\s*>|\Z)
    | <r[pt]c?\b[^<>]*>[^<]*
    | </?[A-Z](?:[^>"']++|"[^"]*+"|'[^']*+')*+>
    | <[/A-Z!?][^>]*>
    | (?P<text>[^<]+|<)""",
    re.DOTALL | re.IGNORECASE | re.VERBOSE,
)
"""A comment, a formula, an invisible element, a tag, or a run of text."""

_ANNOTATION = re.compile(r"<annotation\b[^<>]*>(?P<text>.*?)</annotation", re.DOTALL | re.IGNORECASE)

_RUN = re.compile(rf"&[#\w]+;?|[^&\s{DIRECTIONS}]+|&")
_BLANK = re.compile(r"\s+")
_WORD = re.compile(rf"[^\s{DIRECTIONS}]+")


def letters_of(raw: str) -> str:
    """Return the words of a line without inline boundaries, blanks and marks of direction."""
    return _BLANK.sub("", without_directions(raw.replace(INLINE_BOUNDARY, "")))


class SeenText:
    """The letters of a page without its blanks, and the place of each run of them.

    Attributes:
        letters: all letters, concatenated.
        starts: index of each letter that comes first after a tag or on a line of the file.
    """

    def __init__(self) -> None:
        self._runs: list[tuple[int, int, int, bool]] = []  # index of first letter, start, end, whether verbatim
        self._parts: list[str] = []
        self._length = 0
        self.letters = ""
        self.starts: set[int] = set()

    @classmethod
    def of_html(cls, text: str) -> "SeenText":
        """Return the letters of an HTML page, without invisible text."""
        seen = cls()
        for token in _TOKEN.finditer(text):
            if token["text"] is not None:
                seen._add(text, *token.span("text"), is_html=True)
            elif token["formula"] is not None:
                seen._add_formula(text, *token.span("formula"))
        return seen._joined()

    @classmethod
    def of_text(cls, text: str) -> "SeenText":
        """Return the letters of a text rendering."""
        seen = cls()
        for line in re.finditer(r"[^\n\r\f\u2028\u2029]+", text):
            seen._add(text, *line.span(), is_html=False)
        return seen._joined()

    def _add(self, text: str, start: int, end: int, *, is_html: bool) -> None:
        self.starts.add(self._length)
        for run in (_RUN if is_html else _WORD).finditer(text, start, end):
            letters = _BLANK.sub("", unescaped(run.group())) if is_html else run.group()
            if letters:
                if run.start() and text[run.start() - 1] in "\n\r\f\u2028\u2029":
                    self.starts.add(self._length)
                self._runs.append((self._length, run.start(), run.end(), letters == run.group()))
                self._parts.append(letters)
                self._length += len(letters)

    def _add_formula(self, text: str, start: int, end: int) -> None:
        """Add a formula as `lines.html` reads it: its annotation, else its letters."""
        note = _ANNOTATION.search(text, start, end)
        if note:
            self._add(text, *note.span("text"), is_html=True)
            return
        for run in re.finditer(r">([^<>]+)(?=<)", text[start:end]):
            self._add(text, start + run.start(1), start + run.end(1), is_html=True)

    def _joined(self) -> "SeenText":
        self.letters = "".join(self._parts)
        return self

    def place(self, index: int, *, behind: bool = False) -> int:
        """Return the place in the decoded text of a letter, or the place just after it."""
        first, start, end, is_written_so = self._runs[bisect_right(self._runs, index, key=itemgetter(0)) - 1]
        if is_written_so:
            return start + index - first + behind
        return end if behind else start  # a character reference: few letters from several

    def index_at(self, place: int) -> int:
        """Return the index of the first letter at or after a place of the decoded text."""
        run = bisect_right(self._runs, place, key=itemgetter(2))
        if run == len(self._runs):
            return self._length
        first, start, _, is_written_so = self._runs[run]
        return first + max(place - start, 0) if is_written_so else first
