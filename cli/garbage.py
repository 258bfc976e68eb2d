"""When Python searches for garbage in cycles: seldom, and not while modules are loaded, none of which is garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_NEW_OBJECTS: Final = 50_000
"""So many more objects than before start a search. Python's own 700 (2,000 from 3.13 on) search hundreds of times
while a first run goes on: a tenth of it."""

_SEARCHES: Final = 20
"""So many of these searches before one looks through what survived them, too: after Python's 10, that is all modules of
Dagster, for a tenth of a second."""


def search_seldom() -> None:
    """Search from now on after many new objects only, and never among the modules of the command line."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _SEARCHES)
    gc.enable()


@contextmanager
def only_modules() -> Iterator[None]:
    """Do not search while modules are loaded; for a time in which nothing else goes on in this process.

    What is there is not frozen: pages that were fetched before may be among it, in cycles, and would stay for good.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
