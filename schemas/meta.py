"""What the tables of the schema `meta` hold, for their comments: this file's build, its dictionary, its sample queries.

Their columns are made where they are filled (`pipelines.building`); a test compares the two.
"""

from collections.abc import Iterator
from typing import Final

from schemas.ddl import literal, quoted

META: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "build": (
        "One row: what this file was built from, and when.",
        {
            "fingerprint": "Digest of the captures and readings that went in, and of the recipe. Equal: the same rows.",
            "built_at": "When this file was built (UTC).",
            "previous_built_at": "When the file was built that was published before (UTC). NULL: there was none.",
            "parser_version": "Version of the parser that read the captures.",
            "build_version": "Version of the build; it is raised when results change by something the recipe lacks.",
            "recipe": "Digest of parser, SQL statements and schemas.",
            "captures_carried": "Number of captures whose rows were taken over from the published file.",
        },
    ),
    "tables": (
        "One row per table and view of this file.",
        {
            "schema_name": "The schema: main, history, marts or internals.",
            "name": "The name of the table or view.",
            "kind": "table or view.",
            "grain": "What one row stands for.",
            "key": "The columns that together identify a row, separated by commas.",
            "description": "What the table holds, with an example.",
        },
    ),
    "columns": (
        "One row per column of these tables and views.",
        {
            "schema_name": "The schema of the table.",
            "table_name": "The table or view.",
            "position": "Place of the column, from 1.",
            "name": "The name of the column.",
            "type": "Its DuckDB type.",
            "is_key": "Whether it is part of the key.",
            "description": "What it holds.",
            "null_means": "What NULL means there. NULL: the column never is NULL.",
        },
    ),
    "queries": (
        "One row per sample query: `pithhouse query --saved NAME`.",
        {
            "position": "Place in the list, from 1.",
            "name": "The name for --saved.",
            "question": "The question that it answers.",
            "sql": "The query.",
        },
    ),
    "batches": (
        "One row per batch of readings that this file was built from; for the next build.",
        {"batch": "The name of the batch, which follows from its content."},
    ),
    "identities": (
        "One row per combination of arXiv id, title and summary, and the paper that it is; for the next build.",
        {
            "arxiv_id": "The arXiv id that rows name. NULL: none.",
            "posted_on": "The date that they print. NULL: none.",
            "category": "The category that they print. NULL: none.",
            "place": "The hub, where only the hub tells such rows apart. NULL: it is not needed.",
            "title_key": "Key of the title. NULL: none.",
            "former_title_key": "Key of the title by an older rule, for paper_aliases. NULL: no title.",
            "has_own_title": "Whether the title is no placeholder that many papers share. NULL: no title.",
            "summary_key": "Key of the summary. NULL: none.",
            "former_summary_key": "Key of the summary by an older rule, for paper_aliases. NULL: no summary.",
            "has_own_summary": "Whether the summary is no text that many papers share. NULL: no summary.",
            "exact_key": "Key that tells papers of one title or summary apart. NULL: the arXiv id does.",
            "first_seen": "Time of the first capture that shows this combination (UTC).",
            "paper_id": "The paper: see papers.",
        },
    ),
    "posting_dates": (
        "One row per paper with a date: the first and the last that any page of it prints; for the next build.",
        {
            "paper_id": "The paper: see papers.",
            "first_posted_on": "The earliest date that a page prints for it.",
            "last_posted_on": "The latest date that a page prints for it.",
        },
    ),
}
"""The tables, what one row of each is, and what their columns hold."""


def meta_comments() -> Iterator[str]:
    """Yield the statements that comment the tables of `meta` and their columns."""
    for name, (about, columns) in META.items():
        yield f"COMMENT ON TABLE meta.{name} IS {literal(about)}"
        for column, description in columns.items():
            yield f"COMMENT ON COLUMN meta.{name}.{quoted(column)} IS {literal(description)}"
