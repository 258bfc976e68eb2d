"""What an export or a bibliography refuses. Raised in this folder, explained to people by the command line."""


class NotAnExport(RuntimeError):  # noqa: N818 (what the folder is)
    """The folder holds something else than an export: it is not touched. The message says what to do."""


class NoSuchHub(Exception):  # noqa: N818 (what was asked for)
    """No hub, or several hubs, have that id or title. The message names some."""
