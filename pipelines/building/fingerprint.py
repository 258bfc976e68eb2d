"""Fingerprints of what a file was built from, which tell whether a build is needed, and the schema `meta` for them.

`warehouse.publish` reads the fingerprint of an existing file.
"""

import ast
import hashlib
import unicodedata
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Final

import duckdb
import polars as pl

from pipelines.building.incremental.patches import leave_for_next, patch_meta
from pipelines.building.statements import SQL
from pipelines.parsing.store.readings import ReadingStore
from pipelines.parsing.version import PARSER_VERSION
from schemas import ddl, registry
from schemas.macros import HELPERS, PUBLIC
from schemas.meta import META

BUILD_VERSION: Final = "7"
"""Increase it if the result changes because of something that `recipe` does not hash; the next run then rebuilds."""

MAKING_ROWS: Final = (
    *(f"pipelines.building.{one}" for one in "failing_captures fetching_frames fill generic_titles".split()),
    *(
        f"pipelines.building.{one}"
        for one in "history inputs macros marts paper_keys shape sql_graph statements".split()
    ),
    *(f"pipelines.building.incremental.{one}" for one in "patches remade".split()),
    *(f"pipelines.building.shards.{one}" for one in "parts phases whole".split()),
    "pipelines.fetching.schedule",
    "pipelines.parsing.vocabulary.outcomes",
    "pipelines.parsing.store.canonical_capture",
    "pipelines.parsing.vocabulary.words",
)
"""The modules whose code makes rows, or contains SQL that does."""


def recipe() -> str:
    """Hash what the result depends on besides captures and readings: parser, schemas, and statements in any module."""
    # Titles are compared by the Unicode tables that come with Python.
    digest = hashlib.sha256(f"{PARSER_VERSION}|{BUILD_VERSION}|{unicodedata.unidata_version}|".encode())
    for model in registry.IN_THE_FILE:
        digest.update("\n".join(ddl.create_statements(model)).encode())
    for folder in sorted(SQL.iterdir(), key=lambda one: one.name):
        for one in sorted(folder.iterdir(), key=lambda one: one.name):
            digest.update(one.read_bytes() if one.is_file() else b"")
    digest.update(repr((META, PUBLIC, HELPERS)).encode())
    for name in MAKING_ROWS:
        digest.update(_code(name).encode())
    return digest.hexdigest()


@cache
def _code(module: str) -> str:
    """Return a module's code without comments, docstrings and formatting."""
    package, _, name = module.rpartition(".")
    tree = ast.parse(files(package).joinpath(f"{name}.py").read_bytes())
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [one for one in body if not _is_text(one)]  # type: ignore[attr-defined]
    return ast.dump(tree)


def _is_text(node: ast.AST) -> bool:
    """Return whether a statement is only a string, that is, a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def made_of(recipe: str, landed: pl.DataFrame, readings: ReadingStore) -> str:
    """Return the fingerprint of a file built from these captures and the readings of them."""
    return fingerprint(recipe, landed, readings.capture_ids() | readings.batches())


def fingerprint(recipe: str, landed: pl.DataFrame, read: set[str]) -> str:
    """Hash everything that the result depends on: the recipe, the captures, and which of them are read.

    Attempts that found nothing changed (304) and the records of fetching are excluded: they alone are no reason to
    publish, and enter the tables with the next build.
    """
    digest = hashlib.sha256(recipe.encode())
    news = landed.filter(pl.col("outcome") != "unchanged").drop("confirms", "confirmed_at")
    digest.update(news.write_csv().encode())
    digest.update("".join(sorted(read)).encode())
    return digest.hexdigest()


def write_meta(
    connection: duckdb.DuckDBPyConnection,
    made_from: tuple[str, str],
    built_at: datetime,
    previous: datetime | None,
    captures_carried: int = 0,
) -> None:
    """Write the row of `meta.build`, and what the next build needs to carry rows over.

    Args:
        connection: a connection to a file whose tables are filled, or to a copy whose tables are patched.
        made_from: the fingerprint of all inputs, and that of parser, statements and schemas alone.
        built_at: now (UTC).
        previous: when the currently published file was built (UTC).
        captures_carried: number of captures whose rows were carried over from that file.
    """
    if captures_carried:
        patch_meta(connection)
        into = "INSERT INTO meta.build"
    else:
        connection.execute("CREATE SCHEMA meta")
        leave_for_next(connection)
        into = "CREATE TABLE meta.build AS"
    connection.execute(
        f"{into} SELECT ?::VARCHAR AS fingerprint, ?::TIMESTAMPTZ AS built_at, "
        "?::TIMESTAMPTZ AS previous_built_at, ?::VARCHAR AS parser_version, ?::VARCHAR AS build_version, "
        "?::VARCHAR AS recipe, ?::BIGINT AS captures_carried",
        [made_from[0], built_at, previous, PARSER_VERSION, BUILD_VERSION, made_from[1], captures_carried],
    )
