"""A body's content coding undone as it comes, with a cap, and with its trailer required (FAULTS.md F2, F5).

Only gzip is asked for and only gzip is undone (RFC 1952); a coding inside a coding is refused. Nothing is fetched here:
`transfer` feeds it.
"""

import zlib
from typing import Final

from pipelines.landing.warc.unpacking import Inflater

ASKED_FOR: Final = "gzip"


class NotDecodable(ValueError):  # noqa: N818 (what a body is)
    """The body is not in the coding that it claims, or in one that was not asked for."""


class Decoder:
    """Takes the bytes of a body as they are sent and holds those of the page.

    Args:
        coding: the value of Content-Encoding; None or empty for none.
        most_bytes: where decoding stops; `is_full` then.

    Raises:
        NotDecodable: the coding is not one that was asked for.
    """

    def __init__(self, coding: str | None, most_bytes: int) -> None:
        name = (coding or "identity").strip().lower() or "identity"
        if name not in ("identity", "gzip", "x-gzip"):
            raise NotDecodable(f"the content coding {name!r} was not asked for")
        self._unpacking = Inflater() if name != "identity" else None
        self._most_bytes = most_bytes
        self._pieces: list[bytes] = []
        self._size = 0
        self._is_padding = False

    @property
    def is_full(self) -> bool:
        """Whether there are more bytes than are taken."""
        return self._size > self._most_bytes

    @property
    def is_coded(self) -> bool:
        """Whether a trailer tells that the body is whole."""
        return self._unpacking is not None

    def feed(self, sent: bytes) -> None:
        """Take the next bytes.

        Raises:
            NotDecodable: they are damaged (a checksum counts), or there is something else behind the end.
        """
        while sent and not self.is_full:  # input is left inside only when it is full
            if self._unpacking is None:
                self._take(sent)
                return
            if self._is_padding or self._unpacking.eof:
                sent = self._next_member(sent)
                continue
            try:
                self._take(self._unpacking.decompress(sent, self._most_bytes + 1 - self._size))
            except zlib.error as error:
                raise NotDecodable(f"the bytes are not whole gzip, as they claim ({error})") from error
            sent = self._unpacking.unused_data if self._unpacking.eof else b""

    def body(self) -> bytes:
        """Give what was decoded so far, at most the cap."""
        return b"".join(self._pieces)[: self._most_bytes]

    def is_whole(self) -> bool:
        """Tell whether the coding came to its end, trailer and all; without a coding the transfer has to tell."""
        return self._unpacking is None or self._unpacking.eof

    def _take(self, piece: bytes) -> None:
        if piece:
            self._pieces.append(piece)
        self._size += len(piece)

    def _next_member(self, sent: bytes) -> bytes:
        """Go on behind a member: with another one (RFC 1952 section 2.2), or with zeros that fill up a block."""
        rest = sent.lstrip(b"\0")
        self._is_padding = len(rest) < len(sent) or self._is_padding
        if rest and self._is_padding:
            raise NotDecodable("there is something else behind the end of the gzip coding")
        if rest:
            self._unpacking = Inflater()
        return rest
