"""The bundled sample, and whether a raw folder holds hubs other than the sample's.

Nothing is landed here. Made-up hubs must not come among real ones in silence: a run asks before it takes the sample,
the command line before it says what was mixed.
"""

from importlib.resources import files
from pathlib import Path

from pipelines.landing.errors import SourceNotFound
from pipelines.landing.files.captures_csv import CAPTURES_CSV, rows
from pipelines.landing.hub_url import parse_hub_url
from pipelines.landing.raw_store import RawStore
from pipelines.workspace import DataFolder


def _folder() -> Path:
    """Return the folder of the sample: a wheel holds it in the package `pipelines`, a checkout in data/."""
    package = Path(str(files("pipelines")))
    installed = package / "sample"
    return installed if installed.is_dir() else package.parent / "data" / "sample"


SAMPLE = _folder()
"""The folder of the sample. It may have been removed."""


def sample_hubs() -> set[str]:
    """Return the uuids of the made-up hubs; none if this installation has no sample.

    Raises:
        OSError: the sample is there and cannot be read.
        InvalidHubURL: the sample was changed, and a row names no hub.
    """
    table = SAMPLE / CAPTURES_CSV
    if not table.is_file():
        return set()
    return {hub_id for row in rows(table) if (hub_id := parse_hub_url(row.url).hub_id)}


def holds_other_hubs(raw: RawStore) -> bool:
    """Return whether a raw folder holds a capture, good or bad, of a hub that is not the sample's.

    Raises:
        OSError: a file of it cannot be read.
    """
    made_up = sample_hubs()
    return any(one.hub_id is not None and one.hub_id not in made_up for one in raw.captures())


def taken_where_none_is_named(folder: DataFolder) -> list[Path]:
    """Return what a run takes in that is given no paths and no site: the sample.

    Nothing where the folder holds other hubs, or where hubs are listed and wait for a site to be set.

    Raises:
        SourceNotFound: this installation has no sample.
        OSError: a file of raw cannot be read.
    """
    if folder.hubs_csv.exists() or holds_other_hubs(RawStore(folder.raw)):
        return []
    if not SAMPLE.is_dir():
        raise SourceNotFound(f"{SAMPLE}: the bundled sample is not there; name what to take in")
    return [SAMPLE]
