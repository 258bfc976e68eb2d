"""Computed cells: the SQL statements agree with an independent computation in Python from the row's sightings."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.parsing.vocabulary import words
from pipelines.provenance.computed import Sightings, rule_of_computed
from pipelines.provenance.origins import by_key, opened
from pipelines.provenance.row_sources import SOURCES
from pipelines.warehouse.connections import open_published
from pipelines.workspace import DataFolder
from schemas import table
from schemas.registry import TABLES
from tests.pipelines.building.support import REAL, SAMPLE, load

SITE = re.compile(r"https?://(www\.)?pith\.science(:\d*)?")
ORIGIN = re.compile(r"https?://[^/?#]+")


def _hub_url(seen: Sightings, key: tuple[str, ...]) -> str:
    found = ORIGIN.match(seen[0].url.lower())
    origin = found.group() if found else ""
    return f"{'https://pith.science' if not origin or SITE.fullmatch(origin) else origin}/citations/{key[0]}"


def _polarity(seen: Sightings, _: tuple[str, ...]) -> Any:
    return json.loads(seen[0].filters)["polarity"] if seen else None


def _moment(seen: Sightings, _: tuple[str, ...]) -> Any:
    return seen[0].captured_at


def _is_there(seen: Sightings, _: tuple[str, ...]) -> bool:
    return bool(seen)


def _rank(seen: Sightings, _: tuple[str, ...]) -> int | None:
    return seen[0].rank if seen else None


EVERYWHERE: dict[str, Callable[[Sightings, tuple[str, ...]], Any]] = {
    "first_captured_at": _moment,
    "last_captured_at": _moment,
    "capture_id": lambda seen, _: seen[0].capture_id,
}
OF: dict[tuple[str, str], Callable[[Sightings, tuple[str, ...]], Any]] = {
    ("hubs", "url"): _hub_url,
    ("citations", "polarity"): _polarity,
    ("citations", "is_representative"): _is_there,
    ("citations", "representative_rank"): _rank,
    ("citations", "is_listed"): _is_there,
    ("citations", "listed_rank"): _rank,
    ("vocabulary", "is_known"): lambda _, key: words.is_known(*key),
    ("vocabulary", "captures"): lambda seen, _: len({one.capture_id for one in seen}),
}
"""Computes a cell's value from the deciding sightings and the row's key."""


@pytest.mark.parametrize(
    "pages",
    [
        SAMPLE,
        pytest.param(REAL, marks=pytest.mark.skipif(not REAL.is_dir(), reason="the real captures are not available")),
    ],
    ids=["sample", "captures"],
)
def test_what_a_statement_computes_is_what_the_sightings_say(tmp_path: Path, pages: Path) -> None:
    folder = DataFolder(tmp_path)
    load(folder, pages)
    compared = 0
    models = {table.name(one): one for one in TABLES if table.name(one) in SOURCES}
    with open_published(folder.warehouse) as published:
        rows = {name: by_key(published, model) for name, model in models.items()}
    with opened(folder) as origins:
        seen = {name: origins.sightings(name) for name in models}
    for name in models:
        for key, row in rows[name].items():
            for column, value in row.items():
                rule, expected = rule_of_computed(name, column), OF.get((name, column), EVERYWHERE.get(column))
                if rule and expected:
                    compared += 1
                    told = expected(rule.picked(seen[name][key]), key)
                    assert value == told, (name, key, column)
    assert compared > 300
