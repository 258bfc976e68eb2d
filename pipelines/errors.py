"""Errors that are of no step: apart, so that the command line knows them without loading what raises them."""


class InvalidSettings(ValueError):  # noqa: N818 (what they are)
    """A setting has no meaning; the message names each, where it stands, and what is allowed."""
