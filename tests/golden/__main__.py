"""`python -m tests.golden`: compare what users get with the committed digests, or with `--write` commit to new ones.

`--rows FOLDER` also writes every table, export and help text as lines, so that two checkouts can be compared by `diff`.
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.golden.dump import dump

GOLDEN = Path(__file__).parent / "golden.json"


def main() -> int:
    """Give 0 when all is equal, 1 when something differs; what differs is printed by name."""
    parser = argparse.ArgumentParser(prog="python -m tests.golden", description=__doc__)
    parser.add_argument("--write", action="store_true", help="replace the committed digests")
    parser.add_argument("--rows", type=Path, metavar="FOLDER", help="also write all rows and texts here")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as work:
        found = dump(Path(work), chosen.rows)
    golden = json.loads(GOLDEN.read_text(encoding="utf-8")) if GOLDEN.exists() else {}
    if chosen.write:
        GOLDEN.write_text(json.dumps(golden | found, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        return 0
    differing = [
        f"{section}: {name}"
        for section, digests in sorted(found.items())
        for name in sorted(digests.keys() | golden.get(section, {}).keys())
        if digests.get(name) != golden.get(section, {}).get(name)
    ]
    sys.stdout.write("".join(f"differs: {name}\n" for name in differing))
    sys.stdout.write(f"{sum(map(len, found.values()))} compared, {len(differing)} differ\n")
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
