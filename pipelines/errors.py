"""Errors that are of no step: apart, so that the command line knows them without loading what raises them."""


class InvalidSettings(ValueError):  # noqa: N818 (what they are)
    """A setting has no meaning; the message names each, where it stands, and what is allowed."""


class RowsLost(RuntimeError):  # noqa: N818 (the state of the new file)
    """A new file would take away published rows without a page that explains it, and is not published."""
