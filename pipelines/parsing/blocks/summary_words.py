"""Words and signs that a site sets before or behind every summary: a label, who wrote it, a bullet.

One summary alone shows only a label that is known; all summaries of a list show any.
"""

import re
from collections.abc import Collection, Sequence
from os.path import commonprefix
from typing import Final

from pipelines.parsing.grammar import controls, line_ends
from pipelines.parsing.lines.line import INLINE_BOUNDARY, Line

_FEWEST_ALIKE: Final = 2
_LEAST_END: Final = 5
"""Letters of the shortest words of a site that end a summary: the end of a sentence, a blank, and a word."""
_BEHIND_SENTENCE: Final = re.compile(r"[.!?][^\w\s]*\s+(?P<end>\S.*)")
"""Words behind the end of a sentence."""
_LABEL_SIGN: Final = re.compile(r"[\[(]?\w[^.:—–|»>\])]{0,40}?(?:[:—–|»>\])]|\.|\s-)\s")
"""Few words, and a sign that sets them apart from what follows, at the beginning of all summaries."""
_LABEL: Final = re.compile(
    r"(?i)(?:(?:ai|pith|machine|automatic|auto|short|plain|one[- ]sentence|one[- ]line)[- ]?(?:generated |written )?)?"
    r"(?:summary|tl;?\s?dr|abstract|gist|synopsis|overview|pith|verdict|note|description|takeaways?|"
    r"(?:(?:main|key|core|central) )?(?:claim|contribution|finding|result|idea|point|message|takeaway)s?|"
    r"in (?:one|a|short|brief|summary|sum|essence)(?: (?:sentence|nutshell|word|line|phrase))?)\s*(?:[:.—–|]|-\s)"
    r"|[\[(](?:summary|tl;?\s?dr|abstract|ai|pith)[\])]|\d{1,3}[.)]\s"
)
"""A label, or the number of an entry, before a sentence (a guess: none was seen on a hub page)."""
LONGEST_LABEL: Final = 40
"""Letters of a summary within which a label that begins it has its colon."""
_BEFORE_SENTENCES: Final = frozenset("$\\([{\"“‘'«„¿¡`~^_#@&§*+-")
"""Signs that a sentence may begin with: TeX, brackets, quotation marks."""
_QUOTES: Final = frozenset("\"“‘'«„")


def begins_with_label(text: str) -> bool:
    """Return whether a summary begins with a label, or with a sign that no sentence begins with."""
    return _LABEL.match(text) is not None or not (text[0].isalnum() or text[0] in _BEFORE_SENTENCES)


def share_words(summaries: Sequence[Line]) -> bool:
    """Return whether all summaries of a list begin or end in the same words of the site."""
    first, last = (summaries[0].text, summaries[-1].text) if summaries else ("", "")
    if first[:1] != last[:1] and first[-_LEAST_END:] != last[-_LEAST_END:]:
        return False
    said = {line.text for line in summaries}
    return len(said) >= _FEWEST_ALIKE and (_share_end(said) or _share_beginning(summaries, said))


def _share_end(said: Collection[str]) -> bool:
    """Return whether texts end in the same words behind a sentence: `… AI-generated summary`."""
    if len({text[-_LEAST_END:] for text in said}) > 1:
        return False
    same = commonprefix([text[::-1] for text in said])[::-1]  # noqa: RUF071 (words, not paths)
    end = _BEHIND_SENTENCE.search(same)
    return end is not None and not controls.says_what_it_does(end["end"])


def _share_beginning(summaries: Sequence[Line], said: Collection[str]) -> bool:
    """Return whether texts begin with the same label, sign or element: `Summary: …`, `★ …`, `<b>In short</b> …`."""
    same = commonprefix(list(said))  # noqa: RUF071 (words, not paths)
    if not same:
        return False
    if not same[0].isalnum() and (same[0] not in _BEFORE_SENTENCES or same[0] in _QUOTES):
        return True
    if _LABEL_SIGN.match(same) or (same.endswith(", ") and all(text[len(same)].isupper() for text in said)):
        return True
    first = {line.raw.partition(INLINE_BOUNDARY)[0] for line in summaries if INLINE_BOUNDARY in line.raw}
    words = next(iter(first)) if len(first) == 1 else ""
    if words.strip() == "" or words[-1].isspace() or any(INLINE_BOUNDARY not in line.raw for line in summaries):
        return False
    return not all(line_ends.begins_in_cut_word(line.raw) for line in summaries)
