"""The digests that WARC records carry, as tools write them: `sha1:BASE32`, `sha256:hex` (ISO 28500 section 5.8)."""

import base64
import binascii
import hashlib
from typing import Final

_ALGORITHMS: Final = frozenset({"md5", "sha1", "sha256", "sha384", "sha512"})


def digest_agrees(digest: str | None, content: bytes) -> bool | None:
    """Return whether a digest in base32, hex or base64 matches `content`; None if it cannot be checked."""
    algorithm, value = _parts(digest)
    if algorithm not in _ALGORITHMS or not value:
        return None
    expected = hashlib.new(algorithm, content, usedforsecurity=False).digest()
    if len(value) == 2 * len(expected):
        return value.lower() == expected.hex()
    bare = value.rstrip("=")
    try:
        if len(bare) == len(base64.b32encode(expected).rstrip(b"=")):
            return base64.b32decode(bare + "=" * (-len(bare) % 8), casefold=True) == expected
        if len(bare) == len(base64.b64encode(expected).rstrip(b"=")):
            padded = bare.replace("+", "-").replace("/", "_") + "=" * (-len(bare) % 4)
            return base64.urlsafe_b64decode(padded) == expected
    except (binascii.Error, ValueError):
        return False
    return None


def canonical_digest(digest: str | None) -> str | None:
    """Return a digest in one comparable form; None if there is none, or it is the digest of no bytes.

    Heritrix writes the digest of an empty body into revisits that a 304 response caused: it identifies no page.
    """
    algorithm, value = _parts(digest)
    if not algorithm or not value or digest_agrees(digest, b""):
        return None
    return f"{algorithm}:{value.rstrip('=').lower()}"


def _parts(digest: str | None) -> tuple[str, str]:
    algorithm, _, value = (digest or "").strip().partition(":")
    return algorithm.strip().lower().replace("-", ""), value.strip()
