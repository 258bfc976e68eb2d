"""How much a property test tries: little in the fast tier (`make test`), much in the deep one (`make test-deep`).

The two profiles are registered by `tests/conftest.py`; each test says how many examples suit the fast tier.
"""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

FAST = 100
DEEP = 1000
"""Ten times as many examples, and of other pages each time."""


def register_profiles() -> None:
    """Register the profiles `fast` and `deep`, and load `fast`; `--hypothesis-profile=deep` chooses the other.

    No test has a deadline and no health check may fail one: the machine may be busy with other tests. And Hypothesis
    draws no strings or numbers out of the code that happens to be loaded, as it would by itself: the examples of a test
    would depend on which other tests are collected beside it, `derandomize` or not, and nobody can tell a page whose
    title is `Mega Hub`, or another word of the parser, from a page of that tier.
    """
    calm = settings(deadline=None, suppress_health_check=list(HealthCheck))
    settings.register_profile("fast", calm, max_examples=FAST, derandomize=True)
    settings.register_profile("deep", calm, max_examples=DEEP, derandomize=False, print_blob=True)
    settings.load_profile("fast")
    nothing = Constants()
    providers._get_local_constants = lambda: nothing


def rest_deep(*cases: Any) -> list[Any]:
    """Return the cases of a parametrised test so that only the first is in the fast tier.

    For cases that take the same way through the code at the cost of a whole run or build each.
    """
    first, *rest = cases
    return [
        first,
        *(pytest.param(*(one if isinstance(one, tuple) else (one,)), marks=pytest.mark.deep) for one in rest),
    ]


def examples(count: int) -> settings:
    """Return settings for `count` examples in the fast tier, and for as many more in the deep tier as it is deeper."""
    return settings(max_examples=max(1, count * settings().max_examples // FAST))
