"""`python -m tests.mutations`: plant each mutation in a copy of the checkout, and see that its tests notice.

The tests are first run on the unchanged copy, where they have to pass. The exit code is 1 where a mutation survives.
`--only N` plants the mutation of that number alone, and can be given more than once.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.mutations.planted import MUTATIONS, Mutation

ROOT = Path(__file__).parents[2]


def copied(place: Path) -> Path:
    """Copy all files that git knows or would add, without anything that was made from them."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
    return place


def passes(checkout: Path, tests: Sequence[str]) -> bool:
    """Run tests in a checkout, up to the first that fails."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-qx", "-p", "no:cacheprovider", "-p", "no:xdist", *tests],
        cwd=checkout,
        # No bytecode is kept: a mutation may be of the same second and size as what it replaces.
        env={**os.environ, "PYTHONPATH": str(checkout), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        raise SystemExit(f"pytest could not run {' '.join(tests)}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.returncode == 0


def is_caught(checkout: Path, mutation: Mutation) -> bool:
    """Plant a mutation, run its tests, and take it away."""
    path = checkout / mutation.file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(mutation.old, mutation.new), encoding="utf-8")
    try:
        return not passes(checkout, [mutation.test])
    finally:
        path.write_text(text, encoding="utf-8")


def main() -> int:
    """Return 0 when every mutation is caught."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutations", description=__doc__)
    parser.add_argument("--only", type=int, action="append", metavar="N", help="plant this one alone")
    chosen = parser.parse_args().only or [*range(1, len(MUTATIONS) + 1)]
    survived = 0
    with tempfile.TemporaryDirectory() as folder:
        checkout = copied(Path(folder))
        if not passes(checkout, sorted({MUTATIONS[number - 1].test for number in chosen})):
            raise SystemExit("The tests fail without any mutation; `make test` says why.")
        for number in chosen:
            mutation = MUTATIONS[number - 1]
            caught = is_caught(checkout, mutation)
            survived += not caught
            sys.stdout.write(f"{number:3} {'caught  ' if caught else 'SURVIVED'} {mutation.file}: {mutation.fault}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{len(chosen) - survived} of {len(chosen)} caught\n")
    return 1 if survived else 0


if __name__ == "__main__":
    sys.exit(main())
