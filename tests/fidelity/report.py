"""The printed report: totals, choices by how badly they are read, and the smallest styles that are not exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from tests.fidelity.measure import Measured
from tests.fidelity.styles import DIMENSIONS, PLAIN, deviations, written

_RESULTS: Final = ("exact", "reported", "silent")


def print_report(
    fixed: Sequence[Measured], drawn: Sequence[Measured], *, show: int, worst: int | None, grep: str
) -> None:
    """Print everything."""
    print(f"{'':14}{'pages':>7}{'exact':>9}{'reported':>10}{'silent':>8}{'exact %':>9}{'exact, yet refusals':>21}")
    for name, pages in (("fixed styles", fixed), ("random pages", drawn)):
        if pages:
            print(f"{name:14}{_totals(pages)}")
    _print_choices([*fixed, *drawn], worst)
    for result in ("reported", "silent"):
        _print_causes([*fixed, *drawn], result, show, grep)


def _totals(pages: Sequence[Measured]) -> str:
    counts = Counter(one.result for one in pages)
    numbers = f"{len(pages):7}{counts['exact']:9}{counts['reported']:10}{counts['silent']:8}"
    noisy = sum(one.result == "exact" and one.has_refusals for one in pages)
    return f"{numbers}{100 * counts['exact'] / len(pages):8.1f}%{noisy:21}"


def _print_choices(pages: Sequence[Measured], worst: int | None) -> None:
    """Print choices, those with most silent pages first; `alone` is the fixed page that deviates in nothing else."""
    by_choice: dict[tuple[str, str], list[Measured]] = {
        (name, value): [] for name, values in DIMENSIONS.items() for value in values if value != PLAIN[name]
    }
    alone: dict[tuple[str, str], str] = {}
    for one in pages:
        chosen = deviations(one.style)
        for choice in chosen:
            by_choice[choice].append(one)
        if len(chosen) == 1:
            alone.setdefault(chosen[0], one.result)
    rows = [(choice, Counter(one.result for one in found), len(found)) for choice, found in by_choice.items() if found]
    rows.sort(key=lambda row: (alone.get(row[0]) != "silent", -row[1]["silent"] / row[2], row[1]["exact"] / row[2]))
    print(f"\n{'choice':32}{'pages':>7}{'exact %':>9}{'silent':>8}{'silent %':>10}  alone")
    for (name, value), counts, of in rows[:worst]:
        share, silent = 100 * counts["exact"] / of, counts["silent"]
        told = alone.get((name, value), "-")
        print(f"{name + '=' + value:32}{of:7}{share:8.0f}%{silent:8}{100 * silent / of:9.0f}%  {told}")


def _print_causes(pages: Sequence[Measured], result: str, show: int, grep: str) -> None:
    """Print the smallest styles that still have a result, the most frequent first, with an example of each."""
    causes: dict[str, list[Measured]] = {}
    for one in pages:
        if one.result == result and grep in written(one.smallest) + one.smallest_difference:
            causes.setdefault(written(one.smallest), []).append(one)
    ranked = sorted(causes.items(), key=lambda cause: -len(cause[1]))
    if ranked:
        print(f"\nSmallest styles that are still {result}: {len(ranked)}; the first {min(show, len(ranked))}:")
    for style, found in ranked[:show]:
        print(f'{len(found):6}  --only "{found[0].seed}/{style}"\n        {found[0].smallest_difference}')
