"""Whether bytes say a text that a row of residue or quarantine kept, by letters: such a text is no cell with a parser.

No row is fetched here. `cell_check` asks.
"""

from pipelines.parsing.lines.characters import cleaned_references
from pipelines.parsing.lines.decoding import decode_part
from pipelines.parsing.lines.html import html_lines
from pipelines.parsing.lines.json_text import dumps, loads
from pipelines.parsing.positions.visible_text import letters_of
from pipelines.parsing.vocabulary.words import DOT


def says(part: bytes, encoding: str, kept: str, *, whole: bool) -> bool:
    """Tell whether some bytes of a page or twin print a text.

    Args:
        part: the bytes.
        encoding: the codec of the page.
        kept: the text.
        whole: whether they print it and nothing else (residue), or it among others (a refused cell on its line).
    """
    text = decode_part(part, encoding)
    printed = [text, " ".join(line.text for line in html_lines(cleaned_references(text)[0].encode()).lines)]
    wanted = _letters(kept)
    if whole:
        return any(_letters(one) == wanted for one in printed) or _is_member(text, kept)
    return any(wanted in _letters(one) for one in printed) or _is_member(text, f"value: {kept}")


def _letters(text: str) -> str:
    """Give the letters, without the dots that joins set and the bullets that lines lose."""
    return letters_of(text).replace(DOT, "").lstrip("•◦▪‣")


def _is_member(text: str, kept: str) -> bool:
    """Tell whether a text is the value of an unread key of a twin, kept as `key: value`."""
    value = kept.partition(": ")[2]
    try:
        said = dumps(loads(text))
    except ValueError:
        return False
    return said in (value, dumps(value))
