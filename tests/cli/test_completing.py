"""What the shell offers: asked as bash asks, with the command's own script."""

from collections.abc import Callable

import pytest

from cli.main import ended
from tests.cli.commands import Pithhouse, process

Offered = Callable[[str], list[str]]

HUB = "6f956b46-dc58-5ecb-bcfd-c83af8071a9e"


@pytest.fixture
def offered(asking: Pithhouse, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Offered:
    def ask(line: str) -> list[str]:
        monkeypatch.setenv("PITHHOUSE_DATA", str(asking.data))
        monkeypatch.setenv("_PITHHOUSE_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", line)
        monkeypatch.setenv("COMP_CWORD", str(line.count(" ")))
        assert ended([]) == 0
        out, err = capsys.readouterr()
        assert err == ""
        return out.split()

    return ask


def test_commands_and_options(offered: Offered) -> None:
    assert offered("pithhouse re") == ["refresh", "report", "release", "reparse", "retry"]
    assert "--json" in offered("pithhouse status --")


def test_a_cell_is_offered_part_by_part(offered: Offered, asking: Pithhouse) -> None:
    assert offered("pithhouse why ci") == ["citations"]
    assert "history.hubs" in offered("pithhouse why ")
    assert HUB in offered("pithhouse why citations ")
    papers = offered(f"pithhouse why citations {HUB} arxiv:")
    assert papers
    assert all(one.startswith("arxiv:") for one in papers)
    column = [one for one in offered(f"pithhouse why citations {HUB} {papers[0]} 1 rol") if one]
    assert column == ["role"]
    assert asking("why", "citations", HUB, papers[0], "1", "role").code == 0
    assert "valid_from" in offered(f"pithhouse why history.hubs {HUB} 2026 2026 v")


def test_captures_are_offered_by_their_beginning(offered: Offered, asking: Pithhouse) -> None:
    known = {one["capture_id"] for one in asking("query", "SELECT capture_id FROM captures", "--json").json}
    first = min(known)
    assert set(offered(f"pithhouse explain {first[:1]}")) == {one for one in known if one.startswith(first[:1])}


@pytest.mark.parametrize("line", ["pithhouse why nonsense ", "pithhouse why hubs x y z ", "pithhouse explain '; DROP "])
def test_where_there_is_nothing_to_offer_nothing_is(offered: Offered, line: str) -> None:
    assert offered(line) == []


def test_without_a_published_file_nothing_is_offered(offered: Offered, empty: Pithhouse, asking: Pithhouse) -> None:
    asking.data = empty.data
    assert offered("pithhouse why ") == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_for_a_shell_is_printed(shell: str) -> None:
    asked = process(surroundings={"_PITHHOUSE_COMPLETE": f"source_{shell}"})
    out, err = asked.communicate(timeout=60)
    assert (asked.returncode, err) == (0, "")
    assert "_PITHHOUSE_COMPLETE=complete_" + shell in out
