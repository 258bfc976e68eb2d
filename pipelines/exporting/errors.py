"""Errors of an export; the command line explains them."""


class NotAnExport(RuntimeError):  # noqa: N818 (what the folder is)
    """The folder holds something other than an export and is left untouched. The message says what to do."""
