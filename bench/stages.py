"""Which part of the parser takes how long: every function that `read_capture` hands a page to is timed from outside.

Nothing in the parser knows of it: the names that `pipelines.parsing.parse` looks up are replaced by timed ones while
it runs. What it does itself is the rest. `bench.parsing` calls `seconds_by_module`.
"""

import inspect
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace
from typing import Any, Final

from pipelines.parsing import parse
from pipelines.parsing.vocabulary.capture_context import CaptureContext

REST: Final = "the rest"


def seconds_by_module(pages: Iterable[tuple[bytes, CaptureContext]]) -> dict[str, float]:
    """Read pages; gives the CPU seconds by module of the parser, the dearest first, and those of the rest."""
    spent: defaultdict[str, float] = defaultdict(float)
    whole = 0.0
    with _timed(spent):
        for body, source in pages:
            started = time.process_time()
            parse.read_capture(body, source)
            whole += time.process_time() - started
    return dict(sorted(spent.items(), key=lambda one: -one[1])) | {REST: whole - sum(spent.values())}


@contextmanager
def _timed(spent: defaultdict[str, float]) -> Iterator[None]:
    names = vars(parse)
    kept = dict(names)
    for name, value in kept.items():
        if isinstance(value, ModuleType) and value.__name__.startswith("pipelines."):
            timed = {one: _watched(what, spent) if _is_step(what) else what for one, what in vars(value).items()}
            names[name] = SimpleNamespace(**timed)
        elif _is_step(value):
            names[name] = _watched(value, spent)
    try:
        yield
    finally:
        names.update(kept)


def _is_step(value: object) -> bool:
    """Tell whether it is a function of the pipelines that `reading` calls, not one of its own."""
    module = getattr(value, "__module__", None) or ""
    return inspect.isroutine(value) and module.startswith("pipelines.") and module != parse.__name__


def _watched(step: Callable[..., Any], spent: defaultdict[str, float]) -> Callable[..., Any]:
    module = step.__module__.rpartition(".")[2]

    def timed(*arguments: Any, **named: Any) -> Any:
        started = time.process_time()
        try:
            return step(*arguments, **named)
        finally:
            spent[module] += time.process_time() - started

    return timed
