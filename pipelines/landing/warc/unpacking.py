"""Unpack bytes piece by piece, each piece bounded: the only place where gzip is read, and the same for zstd.

The meaning of the bytes, and what becomes of damaged ones, is not known here.
"""

import io
import sys
import zlib
from typing import Final, Protocol

from isal.igzip_lib import DECOMP_GZIP, IgzipDecompressor, IsalError

from pipelines.landing.errors import DamagedMember

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["CHUNK", "GZIP", "ZSTD_OPTIONS", "Decoder", "GzipError", "Inflater", "UnpackingReader", "fast_gzip", "zstd"]

CHUNK: Final = 64 * 1024
"""Bytes that are read from a file at a time."""

GZIP: Final = 16 + zlib.MAX_WBITS
"""zlib's window for gzip (RFC 1952), with its header and checksum."""

ZSTD_OPTIONS: Final[dict[int, int]] = {zstd.DecompressionParameter.window_log_max: 27}
"""A frame may ask for a window of at most 128 MiB."""


GzipError: Final[type[Exception]] = IsalError  # type: ignore[assignment]  # its stub takes the class for an instance
"""What `fast_gzip` raises for damaged bytes."""


class Decoder(Protocol):
    """One member or frame of a coding, as `backports.zstd` names its parts."""

    @property
    def eof(self) -> bool:
        """Whether the end was reached with a correct checksum."""

    @property
    def unused_data(self) -> bytes:
        """The input after the end."""

    @property
    def needs_input(self) -> bool:
        """Whether all input was consumed."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return at most `max_length` unpacked bytes; raise the library's error if they are damaged."""


class Inflater:
    """One gzip member or deflate stream; unread input is kept inside.

    Args:
        window: zlib's `wbits`, which says what wraps the stream.
    """

    def __init__(self, window: int = GZIP) -> None:
        self._decompressor = zlib.decompressobj(wbits=window)

    @property
    def eof(self) -> bool:
        """Whether the end was reached with a correct checksum."""
        return self._decompressor.eof

    @property
    def unused_data(self) -> bytes:
        """The input after the end."""
        return self._decompressor.unused_data

    @property
    def needs_input(self) -> bool:
        """Whether all input was consumed."""
        return not self._decompressor.unconsumed_tail

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return at most `max_length` unpacked bytes.

        Raises:
            zlib.error: the packed bytes are damaged.
        """
        return self._decompressor.decompress(self._decompressor.unconsumed_tail + data, max_length)


def fast_gzip() -> Decoder:
    """Return what unpacks one gzip member by ISA-L, in a third of zlib's time.

    It raises `GzipError`. Of a member that is cut off, it may hold back the last byte.
    """
    return IgzipDecompressor(flag=DECOMP_GZIP)


class UnpackingReader(io.RawIOBase):
    """The unpacked bytes of a member or frame that starts at a file's current position.

    `length` is the packed length read so far: the member's full length once a read returned nothing. Reading raises
    DamagedMember if the member ends early or is damaged.

    Args:
        file: the packed file; its position must not be moved meanwhile.
        decoder: that of the member; None for a member without bytes.
        length: packed bytes that were already read.
    """

    def __init__(self, file: io.RawIOBase, decoder: Decoder | None, length: int = 0) -> None:
        super().__init__()
        self._file = file
        self._decoder = decoder
        self._given = 0
        self.length = length

    def readable(self) -> bool:
        """Always: a member can be read, not written."""
        return True

    def tell(self) -> int:
        """Return the position in the unpacked bytes."""
        return self._given

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer`; 0 at the member's end."""
        decoder = self._decoder
        while decoder is not None and not decoder.eof:
            packed = (self._file.read(CHUNK) or b"") if decoder.needs_input else b""
            if decoder.needs_input and not packed:
                raise DamagedMember("the file ends inside this record")
            try:
                unpacked = decoder.decompress(packed, len(buffer))
            except (zlib.error, zstd.ZstdError) as error:
                raise DamagedMember(f"the compressed bytes are damaged ({error})") from error
            self.length += len(packed) - (len(decoder.unused_data) if decoder.eof else 0)
            if unpacked:
                buffer[: len(unpacked)] = unpacked
                self._given += len(unpacked)
                return len(unpacked)
        return 0
