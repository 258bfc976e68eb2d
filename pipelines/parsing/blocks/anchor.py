"""Where the masthead of a hub page certainly is: its verdict sentence, and its first count of citing papers.

Nothing is parsed here. No label is above the masthead, so it must be found before the blocks.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipelines.parsing.grammar.masthead_forms import CITING, is_sentence
from pipelines.parsing.grammar.sections import block_of
from pipelines.parsing.lines.line import Line
from pipelines.parsing.vocabulary.plain_words import plain


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where the masthead certainly is: the lines of its sentence and of its first count (-1: not found).

    Attributes:
        sentence: index of the verdict sentence.
        count: index of the first count of citing papers.
        is_doubtful: whether there is another verdict sentence, and nothing shows which is the page's own.
    """

    sentence: int
    count: int
    is_doubtful: bool = False

    @property
    def found(self) -> bool:
        """Whether the page shows that it is a hub page at all."""
        return self.sentence >= 0 or self.count >= 0

    @property
    def end(self) -> int:
        """Index after the first line that certainly belongs to the masthead."""
        return 1 + (self.sentence if self.sentence >= 0 else self.count)


def find_anchor(lines: Sequence[Line], others: Collection[int] = ()) -> Anchor:
    """Find the verdict sentence and the count of citing papers.

    Args:
        lines: the page's lines.
        others: indices of lines that belong to other hubs.

    Returns:
        The anchor. Of two adjacent sentences the first is a title; of two apart, the one after the only h1 counts.
    """
    sentences: list[int] = []
    count = heading = -1
    for index, line in enumerate(lines):
        if (sentences or count >= 0) and block_of(line):
            break  # the masthead is over; a paper's title may look like its lines
        if index in others:
            continue
        if "h1" in line.path:
            heading = index if heading < 0 else len(lines)
        text = line.text.lower()
        if "pith" not in text and not text.startswith("mixed") and "pith" not in plain(line.soft_spaced).lower():
            continue
        if is_sentence(line):
            if sentences and sentences[-1] == index - 1 and count < 0:
                sentences[-1] = index
            else:
                sentences.append(index)
        elif count < 0 and line.match(CITING):
            count = index
    said = {plain(lines[index].soft_spaced).lower() for index in sentences}
    below = [index for index in sentences if index > heading >= 0]
    own = below if below and len(said) > 1 else sentences
    is_doubtful = len(said) > 1 and not below
    return Anchor(own[0] if own else -1, count, is_doubtful)
