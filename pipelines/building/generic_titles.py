"""Lists of words that do not identify a paper: generic titles, and placeholders for a missing summary.

What follows for the identity of papers is described in docs/decisions/0028.
"""

import re
from typing import Final

FUNCTION_WORDS: Final = frozenset(
    "a an and as at by for from in is its of on or our s some the this to with der die das und zur zum von le la les "
    "de du des et sur el los las y sobre".split()
)
"""Words that are ignored when the words of a title are counted."""

GENERIC_WORDS: Final = frozenset(
    """
    abstract abstracts acknowledgement acknowledgements acknowledgment acknowledgments addenda addendum afterword
    announcement annual answer answers appendices appendix attention author authors back biography board book books
    brief call chapter chapters closing comment commentary comments conclusion conclusions conference contents
    contribution contributions contributors correction corrections correspondence corrigenda corrigendum cover
    dedication discussion discussions edition editor editorial editorials editors editor's epilogue errata erratum
    expression concern extended final first foreword front further general glossary guest index information
    interview introduction introductory invited issue issues keynote lecture lectures letter letters list material
    materials matter meeting memoriam message miscellanea miscellaneous news no note notes notice number obituary open
    opening outlook overview papers part perspective perspectives postscript preamble preface prefaces prefatory
    preliminaries prelude presentation problem problems proceedings prologue proof publisher publishers question
    questions quick rebuttal reading referee referees references rejoinder remark remarks removal replies reply report
    reports research response responses retracted retraction review reviewer reviewers reviews second section seminar
    series session short special statement summaries summary supplement supplemental supplementary supporting survey
    symposium table technical thesis third title tutorial untitled update vol volume welcome withdrawal withdrawn
    workshop added january february march april may june july august september october november december
    vorwort einleitung nachwort bemerkung bemerkungen anhang propos avant prologo prefacio introduccion
    """.split()
)
"""A title made up only of these words does not say what its paper is about."""

ROMAN_NUMERAL: Final = re.compile("[ivxlc]+")

PLACEHOLDER: Final = re.compile(
    r"^(?:no|without|missing|pending|awaiting|unavailable)\b(?:\W+\w+){0,2}?\W+"
    r"(?:summary|abstract|review|description|text|content)\b"
    r"|\b(?:summary|abstract|review|description)\W+(?:\w+\W+){0,4}?"
    r"(?:not|missing|pending|unavailable|soon|tbd|failed|empty|withheld|follows?|available)\b"
    r"|\b(?:not|never) (?:yet )?(?:been )?(?:reviewed|summari[sz]ed|indexed|processed|generated)\b"
    r"|\b(?:cannot|could not|unable to|failed to) (?:be )?(?:summari[sz]ed?|review(?:ed)?|load(?:ed)?|generate)\b"
    r"|\blorem ipsum\b|\bcoming soon\b|\bplaceholder\b|\bto be (?:added|written|determined|announced)\b"
)
"""Matches lower-case texts that are printed in place of a summary."""
