"""The settings: bounds, where they come from, what is misspelt, and that secrets stay secret (FAULTS.md F34)."""

import re
import tomllib
from pathlib import Path
from typing import Any

import annotated_types
import pytest
from pydantic import AfterValidator

from pipelines.errors import InvalidSettings
from pipelines.landing.hub_url import SITE
from pipelines.settings import (
    DEFAULTS,
    FILE,
    OTHER_VARIABLES,
    PREFIX,
    Settings,
    settings_of,
    shown,
    unknown_variables,
)
from pipelines.settings_page import settings_page

ROOT = Path(__file__).parents[2]
SECRET = "somebody@example.org"
BOUNDS = [
    pytest.param(name, bound, id=f"{name}-{type(bound).__name__}")
    for name, field in Settings.model_fields.items()
    for bound in field.metadata
    if not isinstance(bound, AfterValidator)  # of a text: its own tests are below, and in tests/cli/test_lake.py
]


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


def written(folder: Path, text: str) -> Settings:
    (folder / FILE).write_text(text, encoding="utf-8")
    return settings_of(folder)


def refused(folder: Path, text: str) -> str:
    with pytest.raises(InvalidSettings) as caught:
        written(folder, text)
    return str(caught.value)


def test_without_file_and_variables_every_setting_has_its_default(tmp_path: Path) -> None:
    assert settings_of(tmp_path).model_dump() == DEFAULTS.model_dump()
    assert DEFAULTS.site == ""


# Bounds


def limit_of(bound: object) -> tuple[float, int, bool]:
    """The limit, the side on which values are refused (1: above), and whether it is allowed itself."""
    match bound:
        case annotated_types.Ge():
            return float(bound.ge), -1, True  # type: ignore[arg-type]
        case annotated_types.Gt():
            return float(bound.gt), -1, False  # type: ignore[arg-type]
        case annotated_types.Le():
            return float(bound.le), 1, True  # type: ignore[arg-type]
        case _:
            raise AssertionError(f"a bound that no test knows: {bound}")


def given(name: str, value: float) -> dict[str, Any]:
    """The setting with this value, and the others so that they agree with it."""
    found: dict[str, Any] = {name: int(value) if Settings.model_fields[name].annotation is int else value}
    if name == "soonest_revisit_days":
        found["latest_revisit_days"] = 3650
    if name == "latest_revisit_days":
        found["soonest_revisit_days"] = 1e-9
    return found


@pytest.mark.parametrize(("name", "bound"), BOUNDS)
def test_a_bound_holds(tmp_path: Path, name: str, bound: object) -> None:
    limit, side, is_allowed = limit_of(bound)
    step = 1.0 if Settings.model_fields[name].annotation is int else 1e-6
    with pytest.raises(InvalidSettings, match=rf"^{name}: .*{FILE}"):
        settings_of(tmp_path, **given(name, limit + side * step))
    if is_allowed:
        assert getattr(settings_of(tmp_path, **given(name, limit)), name) == limit
    else:
        with pytest.raises(InvalidSettings, match=rf"^{name}: "):
            settings_of(tmp_path, **given(name, limit))
        assert getattr(settings_of(tmp_path, **given(name, limit - side * step)), name) > limit


def test_every_number_has_a_bound_below() -> None:
    for name, field in Settings.model_fields.items():
        if field.annotation in (int, float):
            assert any(limit_of(one)[1] == -1 for one in field.metadata), name


@pytest.mark.parametrize("name", [name for name, one in Settings.model_fields.items() if one.annotation is float])
def test_what_is_no_number_is_refused(tmp_path: Path, name: str) -> None:
    assert refused(tmp_path, f"{name} = nan").startswith(f"{name}: ")
    assert refused(tmp_path, f'{name} = "soon"').startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", ""),
        ("s3://bucket/prefix/", "s3://bucket/prefix"),
        ("gs://bucket", "gs://bucket"),
        ("file:///mnt/raw", "file:///mnt/raw"),
        ("/mnt/raw", "/mnt/raw"),
    ],
)
def test_a_url_of_storage(tmp_path: Path, text: str, value: str) -> None:
    assert written(tmp_path, f'raw_url = "{text}"').raw_url == value


@pytest.mark.parametrize(
    "text", ["raw", "s3:", "s3://me:secret@bucket/raw", "s3://secret@bucket", "s3://bucket/raw?key=secret", "s3://b#x"]
)
def test_what_is_no_url_of_storage(tmp_path: Path, text: str) -> None:
    told = refused(tmp_path, f'published_url = "{text}"')
    assert told.startswith("published_url: give a URL")
    assert "secret" not in told


def test_readings_are_nowhere_without_their_captures(tmp_path: Path) -> None:
    assert "set raw_url as well" in refused(tmp_path, 'readings_url = "s3://bucket/readings"')


def test_intervals_agree(tmp_path: Path) -> None:
    assert "latest_revisit_days must not be below soonest_revisit_days" in refused(
        tmp_path, "soonest_revisit_days = 31"
    )
    assert written(tmp_path, "soonest_revisit_days = 30").soonest_revisit_days == 30


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", ""),
        ("https://pith.science", "https://pith.science"),
        ("https://pith.science/", "https://pith.science"),
        ("HTTPS://WWW.Pith.Science", "https://www.pith.science"),
        ("https://pith.science:8443", "https://pith.science:8443"),
    ],
)
def test_a_site(tmp_path: Path, text: str, value: str) -> None:
    assert written(tmp_path, f'site = "{text}"').site == value


@pytest.mark.parametrize(
    "text",
    [
        "pith.science",
        "http://pith.science",
        "ftp://pith.science",
        "https://",
        "https://:443",
        "https://pith.science:0",
        "https://pith.science:99999",
        "https://pith.science:https",
        "https://pith.science/citations",
        "https://pith.science/?",
        "https://pith.science?a=b",
        "https://pith.science#",
        f"https://me:{SECRET}",
        f"https://{SECRET}:pass@pith.science",
        " https://pith.science",
        "https://pith.science ",
        "https://pith .science",
        "https://pith\\n.science",
        "https://[::1",
        "https://münchen.example",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_site(tmp_path: Path, text: str) -> None:
    said = refused(tmp_path, f'site = "{text}"')
    assert "site: " in said
    assert SECRET not in said


@pytest.mark.parametrize("server", ["127.0.0.1:8000", "127.9.9.9:1", "[::1]:65535"])
def test_a_test_server_may_be_asked_over_plain_http(tmp_path: Path, server: str) -> None:
    found = written(tmp_path, f'test_server = "{server}"\nsite = "http://{server}"')
    assert (found.test_server, found.site) == (server, f"http://{server}")
    refused(tmp_path, f'test_server = "{server}"\nsite = "http://{server}1"')


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1",
        "127.0.0.1:0",
        "127.0.0.1:66000",
        "127.0.0.1:80/",
        "127.0.0.1:80/x",
        "me@127.0.0.1:80",
        "127.0.0.1:80 ",
        "localhost:80",
        "10.0.0.1:80",
        "[::2]:80",
        "0x7f.1:80",
        "http://127.0.0.1:80",
        ":80",
    ],
)
def test_what_is_no_test_server(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, f'test_server = "{text}"').startswith(
        "test_server: give a loopback address and a port, such as 127.0.0.1:8000"
    )


# Where they come from


def test_the_environment_wins_over_the_file_and_the_caller_over_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "attempts = 4\nrun_requests = 40\ntwins = false\n"
    assert written(tmp_path, text).attempts == 4
    monkeypatch.setenv("PITHHOUSE_ATTEMPTS", "5")
    monkeypatch.setenv("pithhouse_run_requests", "50")  # any case will do
    found = written(tmp_path, text)
    assert (found.attempts, found.run_requests, found.twins) == (5, 50, False)
    assert settings_of(tmp_path, attempts=6).attempts == 6


def test_an_empty_variable_sets_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PITHHOUSE_ATTEMPTS", "")
    assert written(tmp_path, "attempts = 4").attempts == 4


def test_each_folder_has_a_file_of_its_own(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    written(tmp_path / "a", "attempts = 4")
    assert settings_of(tmp_path / "a").attempts == 4
    assert settings_of(tmp_path / "b").attempts == DEFAULTS.attempts


def test_a_bad_variable_is_named_and_so_is_a_bad_line_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PITHHOUSE_ATTEMPTS", "many")
    said = refused(tmp_path, "run_requests = 0")
    assert "attempts: " in said
    assert "run_requests: " in said


def test_a_setting_that_there_is_not_is_refused_in_the_file(tmp_path: Path) -> None:
    assert refused(tmp_path, "atempts = 4").startswith(
        "atempts: there is no such setting (docs/settings.md lists them)"
    )
    assert refused(tmp_path, "[fetching]\nattempts = 4").startswith("fetching: there is no such setting")
    assert refused(tmp_path, '"\\u001b[31m" = 4').startswith("'\\x1b[31m': there is no such setting")


@pytest.mark.parametrize(
    "content",
    [b"site = ", b"site", b"\xff\xfe\x00", b"attempts = 1\nattempts = 2", b"a = " + b"[" * 5000],
    ids=lambda content: repr(content[:20]),
)
def test_a_file_that_is_no_toml_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(InvalidSettings, match=rf"{FILE}: .*correct it, or remove the file"):
        settings_of(tmp_path)


def test_misspelt_variables_are_named() -> None:
    environment = {
        "PITHHOUSE_ATEMPTS": "4",
        "pithhouse_sight": "",
        "PITHHOUSE_ATTEMPTS": "4",
        "pithhouse_site": "",
        "PITHHOUSE_DATA": "data",
        "PITHHOUSE_DEBUG": "1",
        "PITHHOUS_SITE": "",
        "PATH": "",
    }
    assert unknown_variables(environment) == ["PITHHOUSE_ATEMPTS", "pithhouse_sight"]
    assert {"PITHHOUSE_DATA", "PITHHOUSE_DEBUG", "PITHHOUSE_CASES"} == OTHER_VARIABLES


# Secrets


def test_a_secret_is_shown_nowhere(tmp_path: Path) -> None:
    found = written(tmp_path, f'contact = "{SECRET}"')
    assert found.contact.get_secret_value() == SECRET
    assert shown(found)["contact"] == "(set)"
    assert shown(DEFAULTS)["contact"] == ""
    for text in (repr(found), str(found), str(shown(found)), found.model_dump_json(), f"{found.contact}"):
        assert SECRET not in text


@pytest.mark.parametrize(
    "text",
    [
        f'contact = ["{SECRET}"]',
        f'contact = "({SECRET})"',
        f'contact = "{SECRET}\\n"',
        f'contact = "{SECRET}',
        f'contact = "{SECRET}"\nattempts = 0',
        f'contct = "{SECRET}"',
    ],
)
def test_a_secret_is_in_no_message(tmp_path: Path, text: str) -> None:
    assert SECRET not in refused(tmp_path, text)


def test_every_setting_is_shown_as_text() -> None:
    assert list(shown(DEFAULTS)) == list(Settings.model_fields)
    assert shown(DEFAULTS)["attempts"] == "3"


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        DEFAULTS.attempts = 4


# The page


def test_the_page_in_the_repository_is_what_the_settings_say() -> None:
    assert (ROOT / "docs/settings.md").read_text(encoding="utf-8") == settings_page(), "run `make docs`"


def test_the_page_names_every_setting_once_with_its_variable() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| .+ \| .+ \| .+\. \|$", settings_page(), re.MULTILINE)
    assert sorted(rows) == sorted((name, PREFIX + name.upper()) for name in Settings.model_fields)


def test_the_example_on_the_page_is_valid(tmp_path: Path) -> None:
    [example] = re.findall(r"```toml\n(.+?)```", settings_page(), re.DOTALL)
    assert written(tmp_path, example).site == SITE
    assert set(tomllib.loads(example)) <= set(Settings.model_fields)


@pytest.mark.parametrize("text", ["threads", "scheduler:8786", "tcp://scheduler", "tcp://me:secret@scheduler:8786", ""])
def test_what_is_no_cluster(tmp_path: Path, text: str) -> None:
    told = refused(tmp_path, f'cluster = "{text}"')
    assert told.startswith("cluster: give processes, or the address of a scheduler")
    assert "secret" not in told


def test_a_cluster_is_named_by_its_scheduler(tmp_path: Path) -> None:
    assert (
        written(tmp_path, 'cluster = "tcp://scheduler.example.org:8786"').cluster == "tcp://scheduler.example.org:8786"
    )
    assert DEFAULTS.cluster == "processes"
