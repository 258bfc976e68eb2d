"""Contract of the table `hubs`, without SQL or parsing; listed in `schemas.registry`."""

import polars as pl

from schemas import columns
from schemas.columns import Observed
from schemas.table import Table, Timestamp, column


class HubCells(Table):
    """One row per cited work: the cells that its page or JSON twin prints."""

    title: str = column("Title of the cited work in Unicode (TeX resolved). NULL: none known.", null=True)
    title_raw: str = column("Title of the cited work as printed, TeX kept. NULL: none known.", null=True)
    title_quality_ok: bool = column(
        "Whether the source rates the title as good (JSON twin only). NULL: no JSON twin seen.", null=True
    )
    tier: str = column(
        "Tier of the work; `none`: below hub. NULL: seen only as text or JSON twin, without a tier.",
        null=True,
        isin=columns.TIERS,
    )
    label: str = column(
        "Label next to the tier as printed (Canonical reference, Mixed citations …). NULL: none printed.",
        null=True,
        str_matches=columns.NOT_BLANK,
    )
    verdict_sentence: str = column("The verdict sentence under the title, as printed. NULL: none read.", null=True)
    verdict_kind: str = column(
        "Kind of verdict sentence; `other`: a form not seen before. NULL: no sentence read.",
        null=True,
        isin=columns.VERDICT_KINDS,
    )
    dominant_role: str = column("The role that the verdict sentence names. NULL: it names none.", null=True)
    dominant_percent: pl.Int32 = column(
        "The percentage of classified citations that the verdict sentence prints. NULL: it prints none.",
        null=True,
        ge=0,
        le=100,
    )
    citing_papers_printed: pl.Int32 = column(
        "Number of citing Pith papers as printed on the page. NULL: none printed.", null=True, ge=0
    )
    external_citations_printed: pl.Int32 = column(
        "Number of external citations as printed on the page. NULL: none printed.", null=True, ge=0
    )
    external_source: str = column("Who counted the external citations. NULL: none printed.", null=True)
    arxiv_id: str = column(
        "arXiv identifier of the cited work, without version. NULL: none known.",
        null=True,
        str_matches=columns.ARXIV_ID,
    )
    doi: str = column("DOI of the cited work (JSON twin). NULL: none known.", null=True)
    openalex_id: str = column("OpenAlex id of the cited work (JSON twin). NULL: none known.", null=True)
    authors: str = column("Authors as the JSON twin prints them. NULL: none known.", null=True)
    year: pl.Int32 = column("Year of the cited work (JSON twin). NULL: none known.", null=True, ge=0, le=9999)
    category: str = columns.category()
    first_cited_at: Timestamp = column(
        "Earliest citation by a Pith paper (JSON twin, UTC). NULL: not known.", null=True
    )
    last_cited_at: Timestamp = column("Latest citation by a Pith paper (JSON twin, UTC). NULL: not known.", null=True)


class Hubs(HubCells, Observed):
    """One row per hub: a cited work that has its own page, with the newest known value of each cell.

    Example: SELECT title, tier, citing_papers_printed FROM hubs ORDER BY citing_papers_printed DESC;
    """

    hub_id: str = columns.hub_id()
    url: str = column("URL of the hub page, without filters.", str_matches=r"^https?://")
    gone_at: Timestamp = column(
        "When the source first answered that the page does not exist (404 or 410), if no page was seen since (UTC). "
        "NULL: the page is not gone.",
        null=True,
    )

    class Config:
        """The table's name."""

        name = "hubs"
