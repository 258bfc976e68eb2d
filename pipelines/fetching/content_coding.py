"""Undo a body's content coding as it arrives, with a cap, and with its trailer required (FAULTS.md F2, F5).

Only gzip is requested and only gzip is undone (RFC 1952); a coding inside a coding is refused. Nothing is fetched here.
"""

from typing import Final

from pipelines.landing.warc.unpacking import GzipError, fast_gzip

ASKED_FOR: Final = "gzip"


class NotDecodable(ValueError):  # noqa: N818 (what a body is)
    """The body is not in the coding that its header states, or in one that was not requested."""


class Decoder:
    """Takes the bytes of a body as sent and holds the decoded ones.

    Args:
        coding: the value of Content-Encoding; None or empty for none.
        most_bytes: the cap at which decoding stops and `is_full` becomes true.

    Raises:
        NotDecodable: the coding was not requested.
    """

    def __init__(self, coding: str | None, most_bytes: int) -> None:
        name = (coding or "identity").strip().lower() or "identity"
        if name not in ("identity", "gzip", "x-gzip"):
            raise NotDecodable(f"the content coding {name!r} was not asked for")
        self._unpacking = fast_gzip() if name != "identity" else None
        self._most_bytes = most_bytes
        self._pieces: list[bytes] = []
        self._size = 0
        self._is_padding = False

    @property
    def is_full(self) -> bool:
        """Whether there are more bytes than the cap."""
        return self._size > self._most_bytes

    @property
    def is_coded(self) -> bool:
        """Whether a trailer marks the end of the body."""
        return self._unpacking is not None

    def feed(self, sent: bytes) -> None:
        """Take the next bytes.

        Raises:
            NotDecodable: they are damaged (by checksum too), or something else follows the end.
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
            except GzipError as error:
                raise NotDecodable(f"the bytes are not whole gzip, as they claim ({error})") from error
            sent = self._unpacking.unused_data if self._unpacking.eof else b""

    def body(self) -> bytes:
        """Return what was decoded so far, at most the cap."""
        return b"".join(self._pieces)[: self._most_bytes]

    def is_whole(self) -> bool:
        """Return whether the coding is complete with its trailer; without a coding only the transfer can tell."""
        return self._unpacking is None or self._unpacking.eof

    def _take(self, piece: bytes) -> None:
        if piece:
            self._pieces.append(piece)
        self._size += len(piece)

    def _next_member(self, sent: bytes) -> bytes:
        """Continue after a member: with another one (RFC 1952 section 2.2), or with zeros that pad a block."""
        rest = sent.lstrip(b"\0")
        self._is_padding = len(rest) < len(sent) or self._is_padding
        if rest and self._is_padding:
            raise NotDecodable("there is something else behind the end of the gzip coding")
        if rest:
            self._unpacking = fast_gzip()
        return rest
