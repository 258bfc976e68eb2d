"""When Python searches for garbage in cycles: seldom, and not while modules are loaded, none of which is garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_NEW_OBJECTS: Final = 50_000
"""So many more objects than before start a search. Python's own 700 (2,000 from 3.13 on) search hundreds of times
while a first run goes on: a tenth of it."""


def search_seldom() -> None:
    """Search from now on after many new objects only, and never among what is there."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS)
    gc.enable()


@contextmanager
def only_modules() -> Iterator[None]:
    """Do not search while modules are loaded, nor later among all that is there by then."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
