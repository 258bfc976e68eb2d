"""Convert TeX as printed to Unicode for people: titles and abstracts keep both forms.

pylatexenc converts; only the limits are here: what it would lose or cannot read stays as printed (FAULTS F23).
"""

import re
from functools import lru_cache
from typing import Final

from pylatexenc.latex2text import LatexNodes2Text
from pylatexenc.latexwalker import LatexWalkerError

_MARKED = re.compile(r"(?<![^\s\\{}$])[^\s\\{}$]*+[\\{}$](?:.*[\\{}$])?(?:(?<=\\)(?:[a-zA-Z]+\s+)?)?\S*", re.DOTALL)
"""From the first word with markup to the last; a command at the end reaches into the next word (`\\L ukasz`). It
begins where a word does, so that a long text without blanks is tried once."""
_COMMAND = re.compile(r"\\[a-zA-Z]+\*?|\\.")
_LETTERS = re.compile(r"[^\W_]")
_LONE_PERCENT = re.compile(r"(?<!\\)%")
_MATH_OR_DOLLAR = re.compile(r"\\\$|(?<!\\)\$(?=\S)[^$]*?(?<=[^\s\\])\$(?!\d)|\$")
MOST_BRACES: Final = 200
MOST_CHARACTERS: Final = 20_000
"""Beyond these limits the text is no title or abstract, and nesting would exhaust the converter."""

_CONVERTER = LatexNodes2Text(math_mode="text", keep_comments=True, strict_latex_spaces=False)


def to_unicode(printed: str) -> str:
    r"""Resolve TeX: `M\"OVE` becomes `MÖVE`, `Q\&A` becomes `Q&A`, `\textit{words}` becomes `words`.

    Args:
        printed: one line, TeX kept.

    Returns:
        The text in Unicode, or the text as printed if it holds no TeX, cannot be read as TeX, or would
        lose letters. Words before the first and after the last markup stay as they are.
    """
    if "\\" not in printed and "$" not in printed and "{" not in printed and "}" not in printed:
        return printed
    marked = _MARKED.search(printed)
    if marked is None:
        return _converted(printed)
    return printed[: marked.start()] + _converted(marked.group()) + printed[marked.end() :]


@lru_cache(maxsize=20_000)
def _converted(printed: str) -> str:
    if len(printed) > MOST_CHARACTERS or printed.count("{") > MOST_BRACES:
        return printed
    try:
        converted = _CONVERTER.latex_to_text(_prepared(printed), tolerant_parsing=False)
    except (LatexWalkerError, ValueError, IndexError, RecursionError):
        return printed
    converted = " ".join(converted.split())
    return printed if _loses_letters(printed, converted) else converted


def _prepared(printed: str) -> str:
    """Escape what is not TeX on these pages: bare percent signs, and dollars that mean money.

    Dollars enclose mathematics if the first has no blank after it, and the second no blank before it and no digit
    after it (the rule of Pandoc's `tex_math_dollars`).
    """
    escaped = _LONE_PERCENT.sub(r"\\%", printed)
    return _MATH_OR_DOLLAR.sub(lambda one: r"\$" if one.group() == "$" else one.group(), escaped)


def _loses_letters(printed: str, converted: str) -> bool:
    """Return whether fewer letters and digits came out than went in, not counting commands."""
    expected = len(_LETTERS.findall(_COMMAND.sub(" ", printed)))
    return len(_LETTERS.findall(converted)) < expected
