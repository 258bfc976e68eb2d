"""Read the bytes that were landed at a place in the raw folder.

A revisit is followed to the record that holds the bytes; HTTP headers are removed. Digests are checked by the raw
store.
"""

import io
from collections.abc import Callable

from pipelines.landing.errors import DamagedRecord
from pipelines.landing.raw_files import is_warc_name
from pipelines.landing.warc.archive_record import WarcRecord, first_record
from pipelines.landing.warc.gzip_members import LineStream, MemberReader
from pipelines.landing.warc.http_payload import split_http
from pipelines.landing.warc.records import REVISIT, place_of_original
from pipelines.landing.warc.unpacking import CHUNK

Opener = Callable[[str], io.RawIOBase]
"""Opens a WARC file of the raw folder by its name."""


def stored_body(opened: Opener, warc_file: str, offset: int) -> bytes:
    """Return the bytes that the record at this place holds or refers to.

    Raises:
        DamagedRecord: the record, or the one that it refers to, is damaged or not there.
        OSError: the file cannot be read, or is a link.
    """
    record = stored_record(opened, warc_file, offset)
    if record.type != REVISIT:
        return body_of(record)
    place = place_of_original(record.headers)
    if place is None or not is_warc_name(place[0]):
        raise DamagedRecord("this revisit does not say which record holds its bytes")
    original = stored_record(opened, *place)
    if original.type == REVISIT:
        raise DamagedRecord(f"the record it refers to ({place[0]} at byte {place[1]}) holds no bytes")
    return body_of(original)


def body_of(record: WarcRecord) -> bytes:
    """Return the payload of a record that holds one: its block without HTTP headers."""
    return split_http(record.block)[1] if record.is_http else record.block


def stored_record(opened: Opener, warc_file: str, offset: int) -> WarcRecord:
    """Return the record at this place.

    Raises:
        DamagedRecord: it is damaged or not there.
        OSError: the file cannot be read, or is a link.
    """
    with opened(warc_file) as file:
        return first_record(LineStream(MemberReader(file, offset), CHUNK))
