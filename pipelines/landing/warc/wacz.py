"""Find the WARC files inside a WACZ (1.1.1: a zip with the WARCs in `archive/`); indexes and page lists are ignored.

No name in the zip becomes a path, and nothing is unpacked beyond its cap (FAULTS.md F5). A WARC that the zip stores
uncompressed is read in place; a deflated one is unpacked into a folder of temporary files.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from pipelines.landing.size_limits import MEBIBYTE
from pipelines.landing.warc.archive_files import ArchiveFile

WACZ_SUFFIX: Final = ".wacz"
ARCHIVE_SUFFIXES: Final = (".warc", ".warc.gz", ".warc.zst", ".arc", ".arc.gz")
MAX_UNPACKED_BYTES: Final = 4096 * MEBIBYTE

_ENCRYPTED: Final = 0x1
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
_INGEST: Final = "unzip the WACZ and ingest the WARCs in it"


class Unreadable(NamedTuple):
    """A part of a WACZ that cannot be read, or the WACZ itself (`inner` is then empty), and why."""

    inner: str
    reason: str


def archives_in(path: Path, folder: Path, most_bytes: int = MAX_UNPACKED_BYTES) -> Iterator[ArchiveFile | Unreadable]:
    """Find the WARCs in a WACZ, in the zip's order.

    Args:
        path: the WACZ.
        folder: where deflated parts are unpacked; the caller removes it.
        most_bytes: how much is unpacked in all.

    Raises:
        OSError: the WACZ cannot be read, or the folder cannot be written.
    """
    try:
        with zipfile.ZipFile(path) as wacz:
            yield from _archives(wacz, path, folder, most_bytes)
    except (zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError, ValueError, EOFError) as error:
        yield Unreadable("", f"it is not a complete zip file ({error}); fetch the WACZ again and ingest it")


def _archives(wacz: zipfile.ZipFile, path: Path, folder: Path, most_bytes: int) -> Iterator[ArchiveFile | Unreadable]:
    entries = [entry for entry in wacz.infolist() if not entry.is_dir()]
    wanted = [entry for entry in entries if entry.filename.lower().endswith((*ARCHIVE_SUFFIXES, WACZ_SUFFIX))]
    if not wanted:
        yield Unreadable("", "the WACZ holds no WARC; nothing was ingested")
    if sum(entry.compress_size for entry in wanted) > path.stat().st_size:
        yield Unreadable("", "its parts overlap, as in a zip bomb; nothing was ingested")
        return
    left = most_bytes
    for entry in wanted:
        part = _part(wacz, path, entry, folder, left)
        if isinstance(part, ArchiveFile) and part.path != path:
            left -= part.path.stat().st_size
        yield part


def _part(
    wacz: zipfile.ZipFile, path: Path, entry: zipfile.ZipInfo, folder: Path, left: int
) -> ArchiveFile | Unreadable:
    if problem := _problem(entry):
        return Unreadable(entry.filename, problem)
    unpacked = folder / f"{len(list(folder.iterdir()))}.warc"
    try:
        if entry.compress_type == zipfile.ZIP_STORED:
            _check(wacz, entry)
            return _in_place(path, entry)
        if _unpack(wacz, entry, unpacked, left) > left:
            return Unreadable(entry.filename, f"the WACZ is too large to be unpacked; {_INGEST}")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        return Unreadable(entry.filename, f"it cannot be unpacked ({error}); fetch the WACZ again and ingest it")
    return ArchiveFile(unpacked, entry.filename)


def _problem(entry: zipfile.ZipInfo) -> str:
    if entry.filename.lower().endswith(WACZ_SUFFIX):
        return "a WACZ inside a WACZ is not opened; unzip the outer one and ingest those in it"
    if entry.flag_bits & _ENCRYPTED:
        return f"it is encrypted; {_INGEST}"
    return ""


def _in_place(path: Path, entry: zipfile.ZipInfo) -> ArchiveFile | Unreadable:
    """Return the section of the zip that holds a stored part, after its local header (APPNOTE.TXT section 4.3.7)."""
    with path.open("rb") as file:
        file.seek(entry.header_offset)
        header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        return Unreadable(entry.filename, "its place in the zip is wrong; fetch the WACZ again and ingest it")
    _, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    start = entry.header_offset + _LOCAL_HEADER.size + name_length + extra_length
    return ArchiveFile(path, entry.filename, start, entry.compress_size)


def _check(wacz: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Read a stored part to its end to verify the zip's checksum; gzip has its own checksum per record."""
    if not entry.filename.lower().endswith(".gz"):
        with wacz.open(entry) as stored:
            while stored.read(MEBIBYTE):
                pass


def _unpack(wacz: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path, most_bytes: int) -> int:
    """Unpack a part and return the bytes written; remove it again if it is larger than `most_bytes`."""
    written = 0
    with wacz.open(entry) as packed, target.open("xb") as file:
        while written <= most_bytes and (piece := packed.read(MEBIBYTE)):
            written += file.write(piece)
    if written > most_bytes:
        target.unlink()
    return written
