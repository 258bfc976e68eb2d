"""The exceptions of landing, as one tree.

Only faults that stop a call are here; a bad file or row is an arrival with an outcome, not an exception.
Messages never hold a secret or a whole page.

    LandingError
    ├── InvalidHubURL (a ValueError too)   a URL that names no hub page
    ├── SourceNotFound                     a path that was asked for is not there
    ├── NoSuchCapture                      an id that matches no landed capture, or several
    ├── DamagedRecord                      a WARC record whose bytes end early (inside this room only)
    │   └── DamagedMember                  its gzip member or zstd frame is damaged, and all that follows in it
    ├── CorruptRecord                      a landed record that no longer yields the bytes that were landed
    ├── RawStoreBusy                       another process writes to the raw folder
    └── RawStoreUnwritable                 the disk refused: full, read-only, no permission
"""


class LandingError(Exception):
    """Base of every error that this package raises on purpose."""


class InvalidHubURL(LandingError, ValueError):  # noqa: N818 - public names of the room say the thing
    """A URL that names no hub page; the message says what and why."""


class SourceNotFound(LandingError):  # noqa: N818
    """A path that was asked for does not exist; the message names it."""


class NoSuchCapture(LandingError):  # noqa: N818
    """An id that no landed capture has, or that several begin with; the message says which."""


class DamagedRecord(LandingError):  # noqa: N818
    """A WARC record that cannot be read whole; the reader of the file adds the offset."""


class DamagedMember(DamagedRecord):
    """A gzip member or zstd frame whose packed bytes are damaged or end early."""


class CorruptRecord(LandingError):  # noqa: N818
    """A landed record whose bytes are not those that were landed; names file and offset (FAULTS.md F29)."""


class RawStoreBusy(LandingError):  # noqa: N818
    """Another process is writing to the raw folder (FAULTS.md F28)."""


class RawStoreUnwritable(LandingError):  # noqa: N818
    """The raw folder could not be written to (FAULTS.md F27)."""
