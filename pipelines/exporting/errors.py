"""Errors of an export; the command line explains them."""


class DoesNotFit(RuntimeError):  # noqa: N818 (what is wrong with the table)
    """A table or a text is larger than the format can hold. The message names it and says what to do."""


class NotAnExport(RuntimeError):  # noqa: N818 (what the folder is)
    """The folder holds something other than an export and is left untouched. The message says what to do."""
