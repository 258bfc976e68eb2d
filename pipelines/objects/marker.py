"""What a folder of captures or readings knows of the URL where they also are: a small file in it, without secrets.

Whoever opens the folder finds it there, so that readers need no settings. A folder without it is a folder and no more.
"""

import json
from pathlib import Path
from typing import Final, NamedTuple

from pipelines.disk import write_whole
from pipelines.objects.errors import StorageFailed

MARKER: Final = ".storage.json"


class Place(NamedTuple):
    """The URL, and up to how many bytes a file may grow before the next one is begun (0: as by default)."""

    url: str
    file_bytes: int = 0


def place_of(folder: Path) -> Place | None:
    """Return the URL where a folder's content also is; None where it is here alone.

    Raises:
        StorageFailed: the file that says so is damaged.
        OSError: it cannot be read.
    """
    path = folder / MARKER
    try:
        found = json.loads(path.read_text("utf-8"))
        return Place(str(found["url"]), int(found["file_bytes"]))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError) as error:
        raise StorageFailed(f"{path} is damaged; remove it, and the next run writes it again") from error


def set_place(folder: Path, place: Place) -> None:
    """Note the URL of a folder.

    Raises:
        OSError: the disk refused; what was noted before is as it was.
    """
    if place_of(folder) != place:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / MARKER, json.dumps(place._asdict()).encode())
