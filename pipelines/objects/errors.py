"""What can go wrong with objects, and with the packages that reach them. Nothing is loaded for it."""

from typing import Final

HOW: Final = "pip install 'pithhouse[scale]' installs it, `make scale` does so in .venv-scale (docs/scale.md)"
"""How an error message ends where a package is missing."""


class ScaleMissing(RuntimeError):  # noqa: N818 (the state of the installation)
    """A package of the extra `scale` is not installed. The message says how to install it."""


class StorageFailed(RuntimeError):  # noqa: N818 (what happened)
    """Object storage refused, or holds something else than it should. The message says what, without credentials."""
