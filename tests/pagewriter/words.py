"""The words that every rendering of a page shares: sentences, counts, meta lines, block labels, in the
site's wording.

No tags and no line layout may be here. Called by the HTML markups and by the two text renderings. The source
of every form is HUB_PAGES.md section 4.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.pagewriter.records import FACETS, CitingPaper, Filters, HubRecord, filtered_papers, listed_papers

SEPARATOR = " · "
LEDGER_LENGTH = 600
FACET_LABELS = {
    "field": "fields",
    "year": "years",
    "verdict": "verdicts",
    "role": "roles",
    "polarity": "polarities",
}
FACET_PARAMETERS = {
    "field": "cat",
    "year": "year",
    "verdict": "verdict",
    "role": "role",
    "polarity": "polarity",
}
_TIER_WORDS = {"none": None, "hub": "hub", "super_hub": "super hub", "mega_hub": "mega hub"}


def thousands(number: int) -> str:
    """The number as the site prints it: a comma between thousands."""
    return f"{number:,}"


def tier_words(record: HubRecord) -> list[str]:
    """The parts of the tier line: nothing, the tier, or the tier and the label."""
    tier = _TIER_WORDS[record.tier]
    return [word for word in (tier, record.label) if word is not None]


def verdict_sentence(record: HubRecord) -> str:
    """The sentence under the title; singular and plural as the site has them (sic)."""
    if record.other_sentence is not None:
        return record.other_sentence
    if record.verdict_kind == "canonical":
        return (
            f"Canonical reference. {record.dominant_percent}% of citing Pith papers "
            f"cite this work as {record.dominant_role}."
        )
    if record.verdict_kind == "mixed":
        most = f"{record.dominant_role} ({record.dominant_percent}%)"
        return f"Mixed citation behavior. Most common role is {most}."
    papers = "paper" if record.citing_papers_printed == 1 else "papers"
    count = thousands(record.citing_papers_printed)
    return f"{count} Pith {papers} cite this work. Polarity classification is still indexing."


def count_lines(record: HubRecord) -> list[tuple[str, str]]:
    """The lines under the sentence, each as (number, the words after it)."""
    papers = "paper" if record.citing_papers_printed == 1 else "papers"
    lines = [(thousands(record.citing_papers_printed), f"Pith {papers} citing it")]
    if record.external_citations is not None:
        works = "citation" if record.external_citations == 1 else "citations"
        source = "" if record.external_source is None else SEPARATOR + record.external_source
        lines.append((thousands(record.external_citations), f"external {works}{source}"))
    return lines


def classified_line(record: HubRecord) -> tuple[str, str, str] | None:
    """The last line of the counts, printed exactly where a label is: (role, percentage, the words after
    them).
    """
    if record.label is None or record.dominant_role is None:
        return None
    return record.dominant_role.capitalize(), f"{record.dominant_percent}%", "of classified citations"


def ledger_text(record: HubRecord) -> str | None:
    """What the claims ledger repeats: the abstract's first 600 characters, cut wherever that falls."""
    if not record.ledger or record.abstract_raw is None:
        return None
    return record.abstract_raw[:LEDGER_LENGTH].rstrip()


def representative_meta(paper: CitingPaper) -> list[str]:
    """The items of a representative paper's meta line, in order."""
    items = [paper.category, paper.posted_on.isoformat(), paper.verdict, f"novelty {paper.novelty:.1f}"]
    if paper.mention_count is not None:
        items.append(f"{paper.mention_count} {'ref' if paper.mention_count == 1 else 'refs'}")
    return items


def listed_meta(paper: CitingPaper) -> list[str]:
    """The items that follow the title in an explorer row, in order; no role is printed `none`."""
    items = [paper.category, paper.posted_on.isoformat(), paper.verdict, paper.role or "none"]
    if paper.ref_number is not None:
        items.append(f"ref {paper.ref_number}")
    if paper.link_type is not None:
        items.append(paper.link_type)
    return items


def showing_line(record: HubRecord, filters: Filters) -> str:
    """The line above the rows of a filtered explorer: those shown, of those that the filters leave (section 5)."""
    shown, left = len(listed_papers(record, filters)), len(filtered_papers(record, filters))
    return f"Showing {thousands(shown)} of {thousands(left)} citing papers after filters."


def pairs(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """Values and counts as printed, in the order given."""
    return [(value, thousands(n)) for value, n in counts.items()]


def facet_blocks(record: HubRecord) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """The facets that the page has, in the site's order: (facet, label, printed pairs).

    No filter changes them.
    """
    return [(name, FACET_LABELS[name], pairs(record.facets[name])) for name in FACETS if record.facets.get(name)]


def shows_explorer(record: HubRecord, filters: Filters) -> bool:
    """Whether the explorer is on the page: with rows, or with a filter that lets none through."""
    return bool(filters) or any(paper.is_listed for paper in record.papers)
