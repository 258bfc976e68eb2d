"""Convert captures to WARC/1.1 records and back: record types, headers, digests.

ISO 28500:2017 is the rule. Everything known of a capture is in its record, in extension fields named `Pithhouse-…`, so
that the index can be rebuilt from the WARC alone. Files are opened elsewhere.
"""

import io
import json
import uuid
from datetime import datetime
from importlib.metadata import version
from typing import BinaryIO, Final, NamedTuple

from isal import isal_zlib
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.utils import Digester
from warcio.warcwriter import WARCWriter

from pipelines.landing.captures import TEXTS, Arrival, Capture
from pipelines.landing.header_text import one_line, parse_utc, utc_text

REVISIT = "revisit"
REVISIT_FIELD = "Pithhouse-Revisit"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://pith.science/citations/")
_DIGEST = "sha256:"
_LEVEL: Final = 2
"""Of ISA-L: pages become a tenth larger than by zlib's best level, in a fifteenth of the time."""
_GZIP: Final = 16 + isal_zlib.MAX_WBITS


class Original(NamedTuple):
    """The record that holds a body's bytes, for the revisits that refer to it."""

    capture_id: str
    url: str
    captured_at: datetime
    warc_file: str
    warc_offset: int


class _HexDigester(Digester):  # type: ignore[misc]
    """sha256 in hex, as `sha256sum` prints it; warcio's own is sha1 in base32."""

    def __init__(self) -> None:
        super().__init__("sha256")

    def __str__(self) -> str:
        return f"{_DIGEST}{self.digester.hexdigest()}"


class _Member:
    """A gzip member that ends when it is flushed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._compressor = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, _GZIP)

    def write(self, piece: bytes) -> None:
        self._file.write(self._compressor.compress(piece))

    def flush(self) -> None:
        self._file.write(self._compressor.flush())
        self._file.flush()


class RecordWriter(WARCWriter):  # type: ignore[misc]
    """Writes WARC/1.1 records, a gzip member each, with a sha256 digest of every block."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__(file, gzip=False, warc_version="1.1")  # the members are made here

    def write_record(self, record: ArcWarcRecord, params: object = None) -> None:  # noqa: ARG002 (warcio's)
        """Write a record as a member of its own."""
        self._write_warc_record(_Member(self.out), record)

    @staticmethod
    def _create_digester() -> Digester:
        return _HexDigester()

    def write_warcinfo(self, filename: str, written_at: datetime) -> None:
        """Write the record that every WARC file starts with."""
        fields = {
            "software": f"pithhouse landing, warcio {version('warcio')}",
            "format": "WARC File Format 1.1",
            "conformsTo": "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "description": "Captures of Pith citation hubs, each described by its Pithhouse-… fields",
        }
        block = "".join(f"{name}: {value}\r\n" for name, value in fields.items()).encode()
        headers = {
            "WARC-Type": "warcinfo",
            "WARC-Record-ID": _record_id(f"{filename} {utc_text(written_at)}"),
            "WARC-Date": utc_text(written_at),
            "WARC-Filename": filename,
        }
        self.write_record(
            self.create_warc_record(
                "", "warcinfo", payload=io.BytesIO(block), length=len(block), warc_headers_dict=headers
            )
        )

    def write_capture(self, capture: Capture, arrival: Arrival, original: Original | None) -> None:
        """Write one capture: a `revisit` if an original is given, else a record that holds the body.

        `capture` supplies the headers, `arrival` the HTTP head and the bytes.
        """
        http = None
        if arrival.http is not None:
            http = StatusAndHeaders(arrival.http.status_line, list(arrival.http.fields), protocol="HTTP/1.1")
        kind = _record_type(arrival, original)
        headers = _headers(kind, capture, arrival)
        if original is not None:
            headers |= _revisit_headers(original)
        body = b"" if original is not None else arrival.body
        record = self.create_warc_record(
            capture.url,
            kind,
            payload=io.BytesIO(body),
            length=len(body),
            warc_content_type="application/http; msgtype=response" if http else one_line(arrival.media_type),
            warc_headers_dict=headers,
            http_headers=http,
        )
        if http is None and original is None:  # the block is the body, whose digest is known
            record.rec_headers.add_header("WARC-Block-Digest", _DIGEST + capture.body_sha256)
        self.write_record(record)


def is_ours(headers: StatusAndHeaders) -> bool:
    """Return whether a record is one that this module wrote for a capture."""
    return headers.get_header("Pithhouse-Capture-ID") is not None


def capture_of(headers: StatusAndHeaders, warc_file: str, warc_offset: int) -> Capture | None:
    """Return the capture that a record of ours was written for; None for a record of another kind.

    Raises:
        ValueError: it has our fields, but not with values that we write.
    """
    get = headers.get_header
    if not is_ours(headers):
        return None
    try:
        status = get("Pithhouse-HTTP-Status")
        return Capture(
            capture_id=get("Pithhouse-Capture-ID"),
            hub_id=get("Pithhouse-Hub-ID"),
            url=get("WARC-Target-URI"),
            filters=dict(json.loads(get("Pithhouse-Filters") or "{}")),
            source_rendering=get("Pithhouse-Rendering"),
            captured_at=parse_utc(get("WARC-Date")),
            landed_at=parse_utc(get("Pithhouse-Landed-At")),
            outcome=get("Pithhouse-Outcome"),
            reason=get("Pithhouse-Reason") or "",
            http_status=int(status) if status else None,
            declared_charset=get("Pithhouse-Charset"),
            source=get("Pithhouse-Source") or "",
            body_sha256=get("WARC-Payload-Digest").removeprefix(_DIGEST),
            body_bytes=int(get("Pithhouse-Body-Bytes")),
            warc_file=warc_file,
            warc_offset=warc_offset,
            etag=get("Pithhouse-ETag"),
            last_modified=get("Pithhouse-Last-Modified"),
        )
    except (AttributeError, TypeError) as error:
        raise ValueError("a field of ours is missing") from error


def place_of_original(headers: StatusAndHeaders) -> tuple[str, int] | None:
    """Return file name and offset of the record that a revisit of ours refers to; None if it does not say."""
    name, _, offset = (headers.get_header("Pithhouse-Refers-To-Place") or "").rpartition(" ")
    return (name, int(offset)) if name and offset.isdigit() else None


def _record_type(arrival: Arrival, original: Original | None) -> str:
    if original is not None:
        return REVISIT
    if arrival.http is not None:
        return "response"
    return "conversion" if arrival.source_rendering in TEXTS else "resource"


def _headers(kind: str, capture: Capture, arrival: Arrival) -> dict[str, str]:
    fields = {
        "WARC-Type": kind,
        "WARC-Record-ID": _record_id(capture.capture_id),
        "WARC-Date": utc_text(capture.captured_at),
        "WARC-Payload-Digest": _DIGEST + capture.body_sha256,
        "WARC-Truncated": "length" if arrival.is_cut else "",
        "Pithhouse-Capture-ID": capture.capture_id,
        "Pithhouse-Landed-At": utc_text(capture.landed_at),
        "Pithhouse-Outcome": capture.outcome,
        "Pithhouse-Reason": capture.reason,
        "Pithhouse-Source": capture.source,
        "Pithhouse-Hub-ID": capture.hub_id or "",
        "Pithhouse-Filters": json.dumps(capture.filters) if capture.filters else "",
        "Pithhouse-Rendering": capture.source_rendering or "",
        "Pithhouse-HTTP-Status": "" if capture.http_status is None else str(capture.http_status),
        "Pithhouse-Charset": capture.declared_charset or "",
        "Pithhouse-Body-Bytes": str(capture.body_bytes),
        "Pithhouse-ETag": capture.etag or "",
        "Pithhouse-Last-Modified": capture.last_modified or "",
        REVISIT_FIELD: arrival.revisit or "",
    }
    return {name: value for name, value in fields.items() if value}


def _revisit_headers(original: Original) -> dict[str, str]:
    return {
        "WARC-Profile": RecordWriter.REVISIT_PROFILE_1_1,
        "WARC-Refers-To": _record_id(original.capture_id),
        "WARC-Refers-To-Target-URI": original.url,
        "WARC-Refers-To-Date": utc_text(original.captured_at),
        "Pithhouse-Refers-To-Place": f"{original.warc_file} {original.warc_offset}",
    }


def _record_id(name: str) -> str:
    """Derive the id from the name, so that the same captures produce the same records."""
    return f"<urn:uuid:{uuid.uuid5(_NAMESPACE, name)}>"
