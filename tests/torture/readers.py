"""Readers that ask a published file without a pause: many processes, and one with many threads.

    python -m tests.torture.readers FILE STOP PLACE PROCESSES THREADS

They end once STOP exists. Each process writes into PLACE, as JSON, how often it opened the file, what each build was
seen to hold, and its errors.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

from pipelines.warehouse.connections import open_published

ASKED: Final = (
    "SELECT (SELECT fingerprint FROM meta.build), (SELECT count(*) FROM hubs), (SELECT count(*) FROM citations)",
    "SELECT (SELECT fingerprint FROM meta.build), count(*), bit_xor(hash(title_raw)) FROM papers",
)
"""Two questions of one connection: a file that is replaced in between must not show."""


def main() -> None:
    """Fork the readers and print what they saw together."""
    path, stop, place = map(Path, sys.argv[1:4])
    alone, threads = map(int, sys.argv[4:6])
    children = []
    for number in range(alone + 1):
        child = os.fork()
        if not child:
            found = asked(path, stop, threads if number == alone else 1)
            (place / f"reader-{number}").write_text(json.dumps(found), encoding="utf-8")
            os._exit(0)
        children.append(child)
    print("ready", flush=True)
    ended = [os.waitpid(one, 0)[1] for one in children]
    print(json.dumps(ended), flush=True)


def asked(path: Path, stop: Path, count: int) -> dict[str, Any]:
    """Ask in so many threads until the file to stop is there."""
    seen: dict[str, set[str]] = defaultdict(set)
    errors: list[str] = []
    opened = [0] * count
    lock = threading.Lock()

    def ask(number: int) -> None:
        while not stop.exists() or not opened[number]:
            try:
                with open_published(path) as connection:
                    [(mark, *counts)] = connection.execute(ASKED[0]).fetchall()
                    [(again, *more)] = connection.execute(ASKED[1]).fetchall()
            except Exception as error:  # noqa: BLE001 (any error is the finding)
                with lock:
                    errors.append(f"{type(error).__name__}: {str(error)[:300]}")
            else:
                with lock:
                    seen[str(mark)].add(str([mark == again, *counts, *more]))
            opened[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return {"opened": sum(opened), "seen": {mark: sorted(found) for mark, found in seen.items()}, "errors": errors[:10]}


if __name__ == "__main__":
    main()
