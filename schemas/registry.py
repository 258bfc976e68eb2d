"""The list of all tables and readings.

Nothing is declared here. DDL, contracts, the dictionary, Dagster's assets and the build iterate over these tuples.
"""

from schemas import table
from schemas.abstracts import Abstracts
from schemas.captures import Captures
from schemas.citations import Citations
from schemas.claims import Claims
from schemas.facet_counts import FacetCounts
from schemas.fetches import Fetches
from schemas.history.citations import CitationsHistory
from schemas.history.facet_counts import FacetCountsHistory
from schemas.history.hubs import HubsHistory
from schemas.history.papers import PapersHistory
from schemas.hubs import Hubs
from schemas.internals.search_documents import SearchDocuments
from schemas.internals.search_terms import SearchTerms
from schemas.marts.capture_quality import CaptureQuality
from schemas.marts.citation_mix import CitationMix
from schemas.marts.citation_timeline import CitationTimeline
from schemas.marts.co_citation import CoCitation
from schemas.marts.hub_overview import HubOverview
from schemas.marts.last_changes import LastChanges
from schemas.marts.reading_list import ReadingList
from schemas.marts.rising_hubs import RisingHubs
from schemas.paper_aliases import PaperAliases
from schemas.papers import Papers
from schemas.quarantine import Quarantine
from schemas.readings.capture_readings import CaptureReadings
from schemas.readings.citing_paper_readings import CitingPaperReadings
from schemas.readings.claim_readings import ClaimReadings
from schemas.readings.facet_readings import FacetReadings
from schemas.readings.hub_readings import HubReadings
from schemas.readings.word_readings import WordReadings
from schemas.residue import Residue
from schemas.sources import Sources
from schemas.summaries import Summaries
from schemas.table import Table
from schemas.vocabulary import Vocabulary

TABLES: tuple[type[Table], ...] = (
    Hubs,
    Abstracts,
    Papers,
    Citations,
    Summaries,
    FacetCounts,
    Claims,
    Captures,
    Residue,
    Quarantine,
    PaperAliases,
    Vocabulary,
    Sources,
    Fetches,
    HubsHistory,
    CitationsHistory,
    PapersHistory,
    FacetCountsHistory,
)
"""The published tables, in reading order."""

FROM_RAW: tuple[type[Table], ...] = (Captures, Sources, Fetches)
"""Tables of what raw holds besides the pages: the index of captures, the hubs to fetch, the receipts of fetching.

They also have rows of hubs whose pages could never be read.
"""

SEARCH: tuple[type[Table], ...] = (SearchDocuments, SearchTerms)
"""The word index that the macro `search` queries; derived from the tables."""

MARTS: tuple[type[Table], ...] = (
    HubOverview,
    CitationTimeline,
    CitationMix,
    CoCitation,
    RisingHubs,
    ReadingList,
    LastChanges,
    CaptureQuality,
)
"""The views for analysts, in reading order."""

IN_THE_FILE: tuple[type[Table], ...] = (*TABLES, *SEARCH, *MARTS)
"""Everything in the warehouse file, each after what it is built from."""

TITLES: dict[str, str] = {table.name(one): table.title(one) for one in IN_THE_FILE}
"""What a query calls each of them (`history.hubs`), by its name in JSON and exports (`history_hubs`)."""

READINGS: tuple[type[Table], ...] = (
    CaptureReadings,
    HubReadings,
    CitingPaperReadings,
    FacetReadings,
    WordReadings,
    ClaimReadings,
    Residue,
    Quarantine,
)
"""What a parser writes for each batch of captures."""
