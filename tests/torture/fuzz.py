"""The campaign `fuzz`: inputs that reach new lines of the parser are kept and mutated further, by atheris (libFuzzer).

Atheris is no dependency of the project; where it is not installed the campaign is left out. A run is a part of a minute
in a process of its own, whose parser is instrumented. Inputs begin as the sound bodies of `bodies`; every other one is
mutated by `mutators`, the rest by libFuzzer. They are judged as those of `pages`; inputs with which something was wrong
are in `build/fuzz`.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from tests.torture.bodies import Body
    from tests.torture.session import Session

SECONDS: Final = 60
LONGEST: Final = 20_000
"""Bytes of an input: what is larger teaches little that is new."""
HEAD: Final = 2
STYLES: Final = 60
ONE_BYTE: Final = 256
AT_ONCE: Final = 25
"""Readings whose texts are judged together."""
CHECKOUT: Final = Path(__file__).resolve().parents[2]
FOUND: Final = CHECKOUT / "build" / "fuzz"
"""Where inputs with which something was wrong are kept."""


def campaign(session: Session, _preload: Path | None) -> None:
    """Fuzz in parts; the inputs that a part kept are where the next one begins."""
    if session.is_short or importlib.util.find_spec("atheris") is None:
        session.tally.left_out = (
            "atheris is not installed (`pip install atheris` beside the other packages), or this is the short form"
        )
        return
    session.tally.left_out = ""
    for number, _ in session.turns():
        told = session.scratch / f"told-{number}.json"
        command = [sys.executable, "-m", "tests.torture.fuzz", session.scratch / "corpus", told, session.seed + number]
        done = subprocess.run([*map(str, command)], cwd=CHECKOUT, capture_output=True, text=True, check=False)
        nothing: dict[str, Any] = {"counts": {}, "problems": [], "texts": 0}
        found: dict[str, Any] = json.loads(told.read_text("utf-8")) if told.exists() else nothing
        problems: list[str] = found["problems"]
        if done.returncode:
            problems.append(f"the fuzzer ended with {done.returncode}: {done.stderr[-400:]}")
        tally = session.tally
        for kind, count in found["counts"].items():
            tally.count(kind, count)
        tally.counts["inputs kept"] = sum(1 for _ in (session.scratch / "corpus").iterdir())
        tally.cells_compared += found["texts"]
        tally.survived += sum(found["counts"].values()) - len(problems)
        tally.findings += [f"run {number}: {one}" for one in problems]


def seeds(corpus: Path) -> None:
    """Write the sound bodies as inputs: two bytes choose the hub and what is said beside the body, which follows."""
    corpus.mkdir(parents=True, exist_ok=True)
    for number, one in enumerate(_sound()):
        data = bytes((number, 0)) + one.body[: LONGEST - 2]
        (corpus / hashlib.sha256(data).hexdigest()[:20]).write_bytes(data)


def _sound() -> list[Body]:
    from tests.torture import bodies  # noqa: PLC0415 (loads the parser, which must be instrumented before)

    few = [one for one in bodies.written() if len(one.body) < LONGEST]
    return [*few[: ONE_BYTE - STYLES], *map(bodies.styled, range(STYLES))]


def target(told: Path) -> Callable[[bytes], None]:
    """Return what reads and judges one input, and writes what came of all of them now and then."""
    from tests.torture import bodies, pages  # noqa: PLC0415

    context = importlib.import_module("pipelines.parsing.parse").CaptureContext
    chunk = pages.Chunk()
    waiting: dict[str, tuple[Any, str]] = {}
    hubs = [one.hub_id for one in _sound()]

    def one_input(data: bytes) -> None:
        if len(data) < HEAD:
            return
        hub, body, name = hubs[data[0] % len(hubs)], data[HEAD:], hashlib.sha256(data).hexdigest()[:20]
        named, declared = pages.NAMED[data[1] % len(pages.NAMED)], pages.DECLARED[data[1] // 16 % len(pages.DECLARED)]
        url = f"https://pith.science/citations/{hub}"
        try:
            reading, _, problems = pages.judged(body, context(name, hub, url, bodies.NOW, declared, named, False))
            chunk.counts[f"input, {reading.capture.outcome}"] += 1
            waiting[name] = reading, f"input {name}"
        except Exception as error:  # noqa: BLE001 (any exception is the finding)
            problems = [f"{type(error).__name__}: {str(error)[:200]}"]
        chunk.problems += [f"input {name}: {one}" for one in problems]
        if len(waiting) >= AT_ONCE:
            problems += pages.judged_texts(chunk, waiting)
            waiting.clear()
            report = {"counts": chunk.counts, "problems": chunk.problems, "texts": chunk.texts}
            told.write_text(json.dumps(report), encoding="utf-8")
        if problems:
            (FOUND / name).write_bytes(data)

    return one_input


def _mutate(atheris: Any) -> Callable[[bytes, int, int], bytes]:
    """Return a mutator: every other time ours, else libFuzzer's."""
    from tests.torture import bodies  # noqa: PLC0415
    from tests.torture.mutators import mutated  # noqa: PLC0415

    def mutate(data: bytes, longest: int, seed: int) -> bytes:
        draw = random.Random(seed)
        if len(data) <= HEAD or draw.random() < 0.5:
            return bytes(atheris.Mutate(data, longest))
        body, _ = mutated(data[HEAD:], lambda: bodies.drawn(draw).body, draw)
        return (data[:HEAD] + body)[:longest]

    return mutate


def main(corpus: Path, told: Path, seed: int) -> None:
    """Fuzz for a part's time; libFuzzer ends the process."""
    FOUND.mkdir(parents=True, exist_ok=True)
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["pipelines.parsing"]):
        importlib.import_module("pipelines.parsing.parse")
    if not corpus.exists():
        seeds(corpus)
    options = [
        f"-max_total_time={SECONDS}",
        f"-max_len={LONGEST}",
        f"-seed={seed}",
        "-rss_limit_mb=2048",
        "-timeout=60",
    ]
    arguments = [sys.argv[0], *options, f"-artifact_prefix={FOUND}/", str(corpus)]
    atheris.Setup(arguments, target(told), custom_mutator=_mutate(atheris))
    atheris.Fuzz()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
