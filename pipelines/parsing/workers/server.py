"""What the server of the worker processes loads before it forks them; nobody else imports this module.

Python does not search for garbage meanwhile: none of what modules make is garbage, and a quarter of the server's start
went into looking. Nor do the workers look through it later, so they go on sharing its memory.
"""

import gc
from importlib import import_module
from typing import Final

LOADED: Final = ("pebble", "pipelines.parsing.parse", "pipelines.parsing.workers.task")

gc.disable()
try:
    for _name in LOADED:
        import_module(_name)
finally:
    gc.freeze()
    gc.enable()
