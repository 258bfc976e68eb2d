"""Errors of no particular step, kept apart so that the command line can import them without loading their sources."""


class InvalidSettings(ValueError):  # noqa: N818 (what they are)
    """A setting is invalid; the message names each, where it is set, and what is allowed."""


class RowsLost(RuntimeError):  # noqa: N818 (the state of the new file)
    """A new file would lose published rows without a page that explains it, and is not published."""
