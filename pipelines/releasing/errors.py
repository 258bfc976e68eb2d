"""Errors of releases; the command line explains them."""


class ReleaseDamaged(RuntimeError):  # noqa: N818 (what is wrong with the folder)
    """A release is not as it was written, or a delta does not belong to it. The message names the file."""
