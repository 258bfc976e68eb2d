"""What counts against a division of a list into entries, and how much: numbers to compare, without a unit.

They are balanced against each other: a reading that needs more guesses costs more. `division` adds them up, `layout`
compares the sums; nothing else may decide how lines divide.
"""

from typing import Final

RESIDUE: Final = 3
"""A line that belongs to no entry."""
NO_TITLE: Final = 3
"""An entry without a title, which lost its line."""
SENTENCE: Final = 2
"""A title that reads like a summary: it may be the summary above a lost title."""
NO_SUMMARY: Final = 1
"""An entry without a summary: valid, but rarer than one with a summary."""
NO_SENTENCE: Final = 1
"""A summary that does not end like a sentence where others do, or a title that does."""
UNLIKE_OTHERS: Final = 4
"""A summary that does not end like a sentence and is placed differently from those that do: authors, a remark."""
FEW_WORDS: Final = 1
"""A summary of one or two words; counted only where orders are compared."""
IMITATION: Final = 1
"""A title that looks like a meta line."""
IMITATING_SUMMARY: Final = 4
"""A summary that looks like a meta line: more likely the next paper, whose summary is missing."""
ODD_PLACE: Final = 1
"""A title or summary inside other elements than most of its kind."""
OUT_OF_ENTRY: Final = 5
"""A summary that shares fewer elements with its meta line than most: probably not part of the entry."""
TITLE_APART: Final = 3
"""A title that shares fewer elements with its meta line than most: perhaps not this entry's title."""
CROSSING: Final = 6
"""An entry that crosses the border of two elements of the list, if each entry has an element of its own."""
LABEL_LIKE: Final = 5
"""A summary of a few lower-case words: more likely the label of an unknown block."""
BUTTON: Final = 5
"""A summary of one to three words that the list repeats: a button (`Save`), or a label."""
CONTROL: Final = 5
"""A title or summary whose words say what a link does: `open paper`."""
ONE_WORD: Final = 2
"""A title of one such word (`Abstract`): papers may have such titles, too."""
NO_HEADING: Final = 4
"""A title that is not a heading, or a summary that is one, in a list whose titles are headings."""
NO_LINK: Final = 2
"""A title without a link to a paper, or a summary with one, in a list whose titles are linked."""
LINKED_SUMMARY: Final = 3
"""A summary that is the only line of its entry with a link to the paper."""
NO_BULLET: Final = 2
"""An entry without a bullet in a list with bullets, or a bullet before a summary."""
LAST_ODD: Final = 6
"""An oddly placed line after the last meta line: more likely the page's footer than a summary."""
OTHER_ORDER: Final = 2
"""A list in another order than title, meta line, summary, which the source prints (HUB_PAGES section 4)."""
MARGIN: Final = 2
"""The minimum by which the best reading of a list must be cheaper than any other."""
