"""Every example of a help text is run, as it stands there but for its data folder.

What stands behind a `|` or `>` belongs to other programs. A few are run by other tests, which are named here. Those
that only read are run on the sample, each by itself. Those that write are run one after another in one folder of their
own, which is filled from a server on loopback: each finds what those before it made.
"""

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.main import get_command

from cli.main import app
from pipelines.landing.raw_store import RawStore
from tests.cli.commands import CHECKOUT, PAGE, SAMPLE, Ended, Pithhouse
from tests.live import worlds
from tests.live.site_server import SiteServer
from tests.pagewriter.markups import RENDERINGS
from tests.pipelines.landing.samples import LANDED, arrival, warcs
from tests.test_docs import names_in

HUB = "2277b36b-3ef8-58ec-b03a-07d1b9b75d66"
TWIN = "6f956b46-dc58-5ecb-bcfd-c83af8071a9e"
_LOADING = "tests/cli/test_loading.py"
_LAKE = "tests/cli/test_lake.py::test_a_refresh_brings_the_file_into_the_lake_and_makes_up_for_a_failure"
_AT_URL = "tests/pipelines/scaling/objects/test_published.py"
_MOVING = "tests/pipelines/scaling/test_moving.py::test_there_and_back"
ELSEWHERE = {
    "refresh": "tests/shared_samples.py::sample_house",
    "refresh --data /srv/pithhouse --wait 600": f"{_LOADING}::test_another_run_is_waited_for_and_then_named",
    "refresh --json": f"{_LOADING}::again",
    "ingest captures/ --json": f"{_LOADING}::test_two_at_once_both_end_well",
    "notebook": "tests/browser/test_report.py::notebook",
    "notebook --data /srv/pithhouse --port 2719": "tests/browser/test_report.py::notebook",
    "notebook --json": "tests/browser/test_report.py::notebook",
    "dev": "tests/browser/test_dagster_ui.py::url",
    "dev --data /srv/pithhouse --port 3001": "tests/browser/test_dagster_ui.py::url",
    "dev --verbose": "tests/browser/test_dagster_ui.py::url",
    "mcp": "tests/cli/test_mcp.py::over_stdio",
    "mcp --http --port 8765": "tests/cli/test_mcp.py::test_http_answers_on_the_loopback_alone",
    "lake": _LAKE,
    "lake publish": _LAKE,
    "lake rollback --to 7": _LAKE,
    "lake maintain --wait 600": _LAKE,
    "query --lake --at 7 FROM hubs": _LAKE,
    "export s3://bucket/exports": f"{_AT_URL}::test_the_commands_take_a_url",
    "release s3://bucket/releases": f"{_AT_URL}::test_the_command_releases_to_a_url",
    "move --to s3://bucket/pithhouse": _MOVING,
    "move --from s3://bucket/pithhouse --data /srv/pithhouse": _MOVING,
    "move --to file:///mnt/backup/pithhouse --json": _MOVING,
}
"""Examples that other tests run. A run of Dagster costs seconds of processor time, so none is paid twice; what serves
until it is ended is run with --data, --port and --json, and without --verbose, which only sets how much is logged."""

WRITING = ("refresh", "ingest", "reparse", "retry", "doctor", "probe", "diff 1 0", "rollback", "release")
"""Commands that write, or compare what was written, in the order in which they are run."""


def examples() -> list[str]:
    found = []
    for command in app.registered_commands:
        text = (command.epilog or "").replace(r"\[", "[")
        found += [one.removeprefix("$ ") for one in text.split("\n\n") if one.startswith("$ ")]
    return found


def settings_of(example: str) -> dict[str, str]:
    """The variables before the command."""
    return dict(one.split("=", 1) for one in shlex.split(example, comments=True) if one.startswith("PITHHOUSE_"))


def arguments_of(example: str) -> list[str]:
    """The command's own words, without pipes, redirections and comments."""
    words = [one for one in shlex.split(example, comments=True) if not one.startswith("PITHHOUSE_")]
    cut = next((place for place, word in enumerate(words) if word in {"|", ">", "<"}), len(words))
    return words[1:cut]


def writing(example: str) -> int | None:
    """When it is run of those that write; None: it only reads."""
    words = f"{' '.join(arguments_of(example))} "
    return next((place for place, one in enumerate(WRITING) if words.startswith(f"{one} ")), None)


def is_elsewhere(example: str) -> bool:
    return " ".join(arguments_of(example)) in ELSEWHERE and not settings_of(example)


HERE = [one for one in examples() if not is_elsewhere(one)]
READING = [one for one in HERE if writing(one) is None]


@pytest.fixture
def place(asking: Pithhouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the files that the examples name."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hubs.txt").write_text(f"{HUB}\n")
    (tmp_path / "question.sql").write_text("SELECT 1 AS one")
    for name in ("old.duckdb", "new.duckdb"):
        (tmp_path / name).symlink_to(asking.data / "warehouse.duckdb")
    return tmp_path


@pytest.fixture
def captures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder with a page, a twin and a WARC, each of another hub."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "captures").mkdir()
    (tmp_path / "captures" / f"{PAGE.name[:36]}.html").write_bytes(PAGE.read_bytes())
    [twin] = SAMPLE.glob(f"{TWIN}.*.json")
    (tmp_path / f"{TWIN}.json").write_bytes(twin.read_bytes())
    record = worlds.small_hub(1)
    page = RENDERINGS["html_articles"](record, {}).encode()
    url = f"https://pith.science/citations/{record.hub_id}"
    RawStore(tmp_path / "crawl").append([arrival(page, hub_id=record.hub_id, url=url)], LANDED)
    [warc] = warcs(tmp_path / "crawl")
    warc.rename(tmp_path / "crawl.warc.gz")


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The site is a server on loopback with one hub."""
    world = worlds.sample_site()
    world.hubs = {HUB: world.hubs[HUB]}
    with SiteServer(world) as opened:
        monkeypatch.setenv("PITHHOUSE_SITE", f"http://{opened.address}")
        monkeypatch.setenv("PITHHOUSE_TEST_SERVER", opened.address)
        monkeypatch.setenv("PITHHOUSE_SECONDS_BETWEEN_REQUESTS", "0")
        yield


def run(pithhouse: Pithhouse, arguments: list[str]) -> Ended:
    """Run it on the folder of the test, whatever folder it names."""
    command, *rest = arguments
    if "--data" in rest:
        at = rest.index("--data")
        del rest[at : at + 2]
    return pithhouse(command, *rest)


@pytest.mark.parametrize("example", READING)
def test_an_example_that_reads_runs(
    asking: Pithhouse, place: Path, example: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = arguments_of(example)
    if "-" in arguments:
        monkeypatch.setattr("sys.stdin", (place / "question.sql").open())
    has_own = arguments[0] in {"add", "plan"}
    ended = run(Pithhouse(place / "own", asking._capture) if has_own else asking, arguments)
    assert ended.code in ({0, 3} if has_own else {0}), ended.err
    assert "Traceback" not in ended.err


@pytest.mark.usefixtures("captures")
@pytest.mark.parametrize("example", [one for one in HERE if writing(one) is not None])
def test_the_command_takes_the_words_of_an_example_that_writes(example: str) -> None:
    """Its options and arguments are understood; the deep tier runs it."""
    name, *words = arguments_of(example)
    command = get_command(app).commands[name]  # type: ignore[attr-defined]
    with command.make_context(name, words) as context:
        assert not context.args


@pytest.mark.deep
@pytest.mark.usefixtures("captures", "site")
def test_the_examples_that_write_run_one_after_another(empty: Pithhouse, monkeypatch: pytest.MonkeyPatch) -> None:
    assert empty("add", HUB).code == 0
    found = sorted((one for one in HERE if writing(one) is not None), key=lambda one: writing(one) or 0)
    assert len(found) >= 19
    for example in found:
        arguments = [f"https://pith.science/citations/{HUB}" if one == "URL" else one for one in arguments_of(example)]
        with monkeypatch.context() as patch:
            for name, value in settings_of(example).items():
                patch.setenv(name, value)
            ended = run(empty, arguments)
        assert ended.code == 0, f"{example}\n{ended.err}"
        assert "Traceback" not in ended.err
    assert Path("cases/one").is_dir()


def test_what_is_run_by_other_tests_is_an_example_and_they_are_there() -> None:
    assert set(ELSEWHERE) == {" ".join(arguments_of(one)) for one in examples() if is_elsewhere(one)}
    for named in ELSEWHERE.values():
        file, name = named.split("::")
        assert name in names_in(CHECKOUT / file)


def test_every_command_has_an_example() -> None:
    names = {one.name or (one.callback.__name__ if one.callback else "") for one in app.registered_commands}
    assert {arguments_of(one)[0] for one in examples()} == names
