r"""Text and times as they are written in a WARC header and in the index.

A header field is one line of UTF-8, so foreign text (file names, reasons, header values) is cleaned here before it is
stored; page bytes never are.
"""

import re
from datetime import UTC, datetime, timedelta
from email.message import Message
from functools import lru_cache

MAX_HEADER_CHARACTERS = 1000

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MISSING_PARTS = {4: "-01-01", 7: "-01"}  # WARC/1.1 allows a year, or a year and a month


def one_line(text: str, limit: int = MAX_HEADER_CHARACTERS) -> str:
    """Return the text as one line that survives a round trip through a header.

    White space is collapsed, control characters and lone surrogates are escaped, and `limit` characters are kept.
    """
    if len(text) <= limit and text.isascii() and text.isprintable() and "  " not in text and text == text.strip():
        return text  # the common case
    plain = " ".join(text.encode("utf-8", "backslashreplace").decode("utf-8").split())
    plain = _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", plain)
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"


def utc_text(moment: datetime) -> str:
    """`2026-11-21T00:00:00.000000Z`: ISO 28500 (WARC/1.1) WARC-Date, always with microseconds.

    Raises:
        ValueError: the time has no timezone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a time without a timezone: {moment.isoformat()}; give it in UTC")
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def parse_utc(text: str) -> datetime:
    """Parse an ISO 8601 time as UTC; without an offset it is taken as UTC; a year or month alone is its start.

    Raises:
        ValueError: not such a time.
    """
    text = text.strip()
    text += _MISSING_PARTS.get(len(text), "")
    moment = datetime.fromisoformat(text)
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(f"a time out of range: {text}") from error


def from_nanoseconds(nanoseconds: int) -> datetime:
    """A file's time (`st_mtime_ns`, nanoseconds since 1970) as UTC, cut to microseconds.

    Raises:
        OverflowError: a time past the year 9999.
    """
    return _EPOCH + timedelta(microseconds=nanoseconds // 1000)


@lru_cache(maxsize=64)  # a site keeps sending the same few
def media_type_and_charset(content_type: str) -> tuple[str, str | None]:
    """`text/html; charset=UTF-8` as (`text/html`, `utf-8`), RFC 9110 section 8.3; the charset may be None."""
    message = Message()
    message["Content-Type"] = one_line(content_type)
    charset = message.get_content_charset()
    return message.get_content_type(), one_line(charset) if charset else None
