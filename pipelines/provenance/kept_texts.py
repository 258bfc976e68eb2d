"""Whether some bytes print a text kept in residue or quarantine, compared by letters.

Such a text is not a parsed cell, so no parser's rule can read it again.
"""

from pipelines.parsing.lines.characters import cleaned_references
from pipelines.parsing.lines.decoding import decode_part
from pipelines.parsing.lines.html import html_lines
from pipelines.parsing.lines.json_text import dumps, loads
from pipelines.parsing.positions.visible_text import letters_of
from pipelines.parsing.vocabulary.words import DOT


def says(part: bytes, encoding: str, kept: str, *, whole: bool) -> bool:
    """Return whether some bytes of a page or JSON twin print a text.

    Args:
        part: the bytes.
        encoding: the codec of the page.
        kept: the text.
        whole: whether they must print this text alone (residue), or may print more (a refused cell on its line).
    """
    text = decode_part(part, encoding)
    printed = [text, " ".join(line.text for line in html_lines(cleaned_references(text)[0].encode()).lines)]
    wanted = _letters(kept)
    if whole:
        return any(_letters(one) == wanted for one in printed) or _is_member(text, kept)
    return any(wanted in _letters(one) for one in printed) or _is_member(text, f"value: {kept}")


def _letters(text: str) -> str:
    """Return the letters, without the dots added when lines are joined and the bullets that lines lose."""
    return letters_of(text).replace(DOT, "").lstrip("•◦▪‣")


def _is_member(text: str, kept: str) -> bool:
    """Return whether a text is the value of an unread key of a JSON twin, kept as `key: value`."""
    value = kept.partition(": ")[2]
    try:
        said = dumps(loads(text))
    except ValueError:
        return False
    return said in (value, dumps(value))
