"""The words that pages are known to print where a fixed set is expected (HUB_PAGES.md section 4).

A word that is not here is kept as printed and reported, never refused. No other module may hold such a list.
"""

import re
from functools import lru_cache
from typing import Final

Block = str
"""The name of a block of the page, as in residue and reports."""

LABELS: Final[dict[str, Block]] = {
    "abstract": "abstract",
    "hub tools": "hub_tools",
    "citation-role summary": "role_summary",
    "citation-polarity summary": "polarity_summary",
    "claims ledger": "claims_ledger",
    "authors": "authors",
    "co-cited works": "cocited_works",
    "fields": "fields",
    "years": "years",
    "verdicts": "verdicts",
    "roles": "roles",
    "polarities": "polarities",
    "clear filters": "clear_filters",
    "representative citing papers": "representative",
    "citing papers explorer": "explorer",
}
"""Block names by label, in the order of the page."""

FACETS: Final[dict[Block, str]] = {
    "fields": "field",
    "years": "year",
    "verdicts": "verdict",
    "roles": "role",
    "polarities": "polarity",
}
"""Facet blocks to the kind of their values."""

KIND_OF_FACET: Final = {"role": "role", "polarity": "polarity", "verdict": "verdict", "field": "category"}
"""The facets whose values are words of a fixed set, with its kind."""

SUMMARIES: Final[dict[Block, str]] = {"role_summary": "role", "polarity_summary": "polarity"}
"""Summary blocks to the facet whose counts they print."""

TIERS: Final = {"hub": "hub", "super hub": "super_hub", "mega hub": "mega_hub"}
"""Tiers as printed to tiers as stored. `mega hub` is a guess of HUB_PAGES section 4."""

KNOWN: Final[dict[str, frozenset[str]]] = {
    "label": frozenset({"Canonical reference", "Mixed citations"}),
    "role": frozenset({"background", "method", "baseline", "dataset", "other"}),
    "polarity": frozenset({"background", "unclear", "use method", "use_method"}),
    "verdict": frozenset({"unverdicted", "accept", "conditional", "reject"}),
    "facet": frozenset(FACETS.values()),
    "link type": frozenset({"internal anchor"}),
    "verdict sentence": frozenset(),
}
"""The known words by kind."""

SOURCES: Final = frozenset({"Crossref"})
"""The services that count external citations."""

DOT: Final = "·"
"""The separator of the parts of a meta line on the pages themselves."""
CATEGORY: Final = r"[A-Za-z][A-Za-z-]*(?:\.[A-Za-z][A-Za-z-]*)?"
"""Pattern of an arXiv category."""
DATE: Final = r"\d{4}-\d{2}-\d{2}"
"""Pattern of a date."""

HEADER: Final = "pith."
SIGN_IN: Final = "sign in"
TAGLINES: Final = frozenset({"", "machine review for the scientific record."})
PENDING_TITLE: Final = "Title resolution pending"

ARCHIVES: Final = frozenset(
    "astro-ph cond-mat cs econ eess gr-qc hep-ex hep-lat hep-ph hep-th math math-ph nlin nucl-ex nucl-th "
    "physics q-bio q-fin quant-ph stat "
    "acc-phys adap-org alg-geom ao-sci atom-ph bayes-an chao-dyn chem-ph cmp-lg comp-gas dg-ga funct-an "
    "mtrl-th patt-sol plasm-ph q-alg solv-int supr-con".split()
)
"""arXiv's archives, current and before 2008 (arxiv.org/category_taxonomy and arxiv.org/archive)."""


_SUBJECT = re.compile(r"(?P<archive>[a-z-]+)(\.([A-Z]{2}|[a-z]+(-[a-z]+)+|optics|other|soft))?")
_HUB_PATH = re.compile(r"/citations/(?P<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.json)?(?=[?#]|$)")


def hub_in_link(href: str) -> str | None:
    """Return the id of the hub whose page a link leads to, or None (HUB_PAGES section 2)."""
    found = _HUB_PATH.search(href)
    return found["id"] if found else None


def known_form(kind: str, word: str) -> str | None:
    """Return the known word of a kind that equals a word except for letter case, or None."""
    folded = word.lower()
    return next((known for known in KNOWN[kind] if known.lower() == folded), None)


@lru_cache(maxsize=4096)
def is_known(kind: str, word: str) -> bool:
    """Return whether a word is known for its kind."""
    if kind == "category":
        subject = _SUBJECT.fullmatch(word)
        return subject is not None and subject["archive"] in ARCHIVES
    return word in KNOWN[kind] or (kind == "verdict" and word.lower() in KNOWN[kind])
