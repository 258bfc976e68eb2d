"""What many tests begin with, made once for all workers of a test run: the sample, published by the command and by the
library, and the smallest warehouses.

Nothing may write to these folders; a test that writes takes a copy. The workers of pytest-xdist share the parent of
their temporary folders, and a lock lets one of them make what the others then find (as pytest-xdist's documentation
shows for session fixtures).
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from cli.main import ended
from pipelines.building.build import build
from pipelines.warehouse.publish import publish
from pipelines.workspace import DataFolder
from tests.pipelines.building.forged import forged
from tests.pipelines.building.support import NOW, SAMPLE, Page, built, load, store

OTHER_HUB = "11111111-2222-4333-8444-555555555555"


def sample_house(factory: pytest.TempPathFactory) -> Path:
    """Return a data folder after `pithhouse refresh`."""

    def make(folder: Path) -> None:
        assert ended(["refresh", "--data", str(folder)]) == 0

    return made_once(factory, "sample_house", make)


def loaded_sample(factory: pytest.TempPathFactory) -> DataFolder:
    """Return a data folder into which the library loaded the sample at `NOW`, without Dagster."""
    return DataFolder(made_once(factory, "loaded_sample", lambda folder: load(DataFolder(folder), SAMPLE)))


def empty_warehouse(factory: pytest.TempPathFactory) -> DataFolder:
    """Return a data folder without captures; its new file is not published."""
    return DataFolder(made_once(factory, "empty_warehouse", built))


def of_one_page(factory: pytest.TempPathFactory) -> DataFolder:
    """Return a data folder with a made-up page; its new file is not published."""
    return DataFolder(made_once(factory, "of_one_page", lambda folder: built(folder, Page(1))))


def of_two_pages(factory: pytest.TempPathFactory) -> DataFolder:
    """Return a data folder with another page, of another hub: the first one's file is published, the new one is not."""

    def make(root: Path) -> None:
        folder = DataFolder(shutil.copytree(of_one_page(factory).root, root))
        publish(folder)
        store(folder, [Page(2, hub_id=OTHER_HUB)])
        build(folder, NOW)

    return DataFolder(made_once(factory, "of_two_pages", make))


def forged_folder(factory: pytest.TempPathFactory) -> DataFolder:
    """Return a data folder whose published file is that of a worse parser."""
    return DataFolder(made_once(factory, "forged", lambda folder: forged(folder.parent)))


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return the data folder of a name, made by the first worker that asks.

    Args:
        factory: pytest's, of the session.
        name: of the folder that holds it.
        make: fills a folder that does not exist yet; it may leave a half of it where it fails.
    """
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    place = shared / "made_once" / name
    place.parent.mkdir(exist_ok=True)
    with FileLock(f"{place}.lock"):
        if not place.exists():
            begun = place.with_name(f"{name}.begun")
            shutil.rmtree(begun, ignore_errors=True)
            begun.mkdir()
            make(begun / "data")
            begun.rename(place)
    return place / "data"
