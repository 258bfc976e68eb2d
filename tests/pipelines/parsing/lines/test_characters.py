"""Pages in other encodings are read as what they say they are, and no control reaches a cell (FAULTS F14).

Every page here is made up.
"""

import json
import re

import pytest

from pipelines.parsing.parse import read_capture
from pipelines.parsing.vocabulary.records import Reading
from pipelines.provenance.positions_of import trace
from tests.pagewriter.markups import RENDERINGS
from tests.pagewriter.sample import captures
from tests.pipelines.parsing.support import HUB, source
from tests.pipelines.provenance.proof import cells_of, unproved

PAGE = """<!doctype html><html><head>{head}</head><body><main><div>hub</div>
<h1>{title}</h1>
<p>1 Pith papers cite this work. Polarity classification is still indexing.</p>
<p>1 Pith papers citing it</p>
<section><h2>citing papers explorer</h2>
<div><h3><a href="/paper/2501.00001">{paper}</a></h3><p>cs.LG {dot} 2025-01-01 {dot} accept {dot} none {dot} ref 1 {dot}
 internal anchor</p><p>{summary}</p></div>
</section></main></body></html>"""

SUMMARY = "Shows in a made-up study that lamps draw moths at night."


def page(head: str, title: str = "Lamps", paper: str = "Moths", summary: str = SUMMARY, dot: str = "·") -> str:
    return PAGE.format(head=head, title=title, paper=paper, summary=summary, dot=dot)


def read(body: bytes, declared: str | None = None) -> Reading:
    """Read a page, and check that every cell is proved by its bytes."""
    facts = source(declared=declared)
    reading = read_capture(body, facts)
    assert unproved(trace(body, facts), body, facts) == []
    return reading


@pytest.mark.parametrize(
    ("label", "codec", "title", "paper", "dot"),
    [
        ("windows-1252", "cp1252", "Glühwürmchen – at “Night”", "Lämps for Moths", "·"),
        ("iso-8859-1", "cp1252", "The Moth’s Cost: €5", "Lämps for Moths", "·"),
        ("iso-8859-2", "iso8859-2", "Świetliki nocą", "Łampy", "&middot;"),
        ("koi8-r", "koi8-r", "Мотыльки ночью", "Лампы", "·"),
        ("windows-1251", "cp1251", "Мотыльки ночью", "Лампы", "·"),
        ("Shift_JIS", "cp932", "夜の蛾とランプ", "ランプ①", "&#183;"),
        ("euc-jp", "euc_jp", "夜の蛾とランプ", "蛾のランプ", "&#xb7;"),
        ("gb2312", "gb18030", "夜晚的飞蛾", "灯", "·"),
        ("big5", "big5hkscs", "夜晚的飛蛾", "燈", "&middot;"),
        ("ks_c_5601-1987", "cp949", "밤의 나방", "등불", "·"),
    ],
)
@pytest.mark.parametrize("way", ["meta", "http-equiv", "header"])
def test_pages_in_other_encodings(  # noqa: PLR0917 (a table's columns)
    label: str, codec: str, title: str, paper: str, dot: str, way: str
) -> None:
    metas = {
        "meta": f'<meta charset="{label}">',
        "http-equiv": f'<meta http-equiv="Content-Type" content="text/html; charset={label}">',
        "header": '<meta charset="utf-8">',
    }
    reading = read(page(metas[way], title, paper, dot=dot).encode(codec), label if way == "header" else None)
    assert reading.hub is not None
    assert (reading.hub.title, reading.capture.encoding) == (title, codec)
    (row,) = reading.citing_papers
    assert (row.title, row.category, row.role, row.summary) == (paper, "cs.LG", None, SUMMARY)
    assert (reading.capture.replacement_characters, reading.quarantine) == (0, [])


@pytest.mark.parametrize(
    ("written", "shown", "replaced"),
    [
        ("Lamps&#x81; at&#127; night&#1;", "Lamps\ufffd at\ufffd night\ufffd", 3),
        ("Lamps\x85 at \x1b[31mnight\x91", "Lamps\ufffd at \ufffd[31mnight\ufffd", 3),
        ("&#x93;Lamps&#148; at night&#8203;", "“Lamps” at night\u200b", 0),
    ],
)
def test_no_control_reaches_a_cell(written: str, shown: str, replaced: int) -> None:
    reading = read(
        page('<meta charset="utf-8">', written, f"The paper of {written}", f"A summary of {written}").encode()
    )
    assert reading.hub is not None
    assert reading.hub.title_raw == shown
    assert [(one.title_raw, one.summary) for one in reading.citing_papers] == [
        (f"The paper of {shown}", f"A summary of {shown}")
    ]
    assert reading.capture.replacement_characters == 3 * replaced


def test_the_undefined_bytes_of_windows_1252_are_replaced_and_counted() -> None:
    body = page('<meta charset="windows-1252">', "Lämps@ at Night").encode("cp1252").replace(b"@", b"\x8d")
    reading = read(body)
    assert reading.hub is not None
    assert (reading.hub.title, reading.capture.replacement_characters) == ("Lämps\ufffd at Night", 1)


def test_no_escape_of_json_brings_a_control_into_a_cell() -> None:
    work = {"id": HUB, "title": "Lamps\x91 at\x00 \ud800Night", "abstract": "One\u0085 two.\x07", "new\x81": "\x9fkey"}
    body = json.dumps({"work": work, "hub": {"state": {}}}).encode()
    reading = read(body)
    assert reading.hub is not None
    assert reading.hub.title == "Lamps\ufffd at\ufffd \ufffdNight"
    assert reading.hub.abstract == "One\ufffd two.\ufffd"
    assert [one.text for one in reading.residue] == ['work.new\ufffd: "\ufffdkey"']
    assert reading.capture.replacement_characters == 7
    cells = "".join(str(value) for *_, value in cells_of(reading)) + str(reading.hub.twin)
    assert not any(one in cells for one in "\x00\x07\x81\x85\x91\x9f\ud800")


MARKS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HEBREW = "\u05e2\u05e9 \u05d4\u05dc\u05d9\u05dc\u05d4"


@pytest.mark.parametrize("mark", [*MARKS, "&#x202E;", "&#8238;", "&rlm;", "&lrm;", MARKS])
def test_no_mark_of_direction_reaches_a_cell_and_every_cell_is_proved(mark: str) -> None:
    """`read` proves each cell by its bytes; letters of scripts that are written to the left stay."""
    marked = f"{mark}Lamps {mark}at{mark}{mark} N{mark} {HEBREW}{mark}"
    body = page('<meta charset="utf-8">', marked, f"{mark}{marked}", f"{marked}{mark} {SUMMARY}")
    body = body.replace("<section>", f"<p>{mark}</p><section>").replace("/paper/2501", f"{mark}/paper/{mark}2501")
    reading = read(body.replace("accept", f"acc{mark}ept").encode())
    shown = f"Lamps at N {HEBREW}"
    assert reading.hub is not None
    assert (reading.hub.title_raw, reading.capture.replacement_characters) == (shown, 0)
    (row,) = reading.citing_papers
    assert (row.title_raw, row.summary) == (shown, f"{shown} {SUMMARY}")
    assert (row.arxiv_id, row.verdict) == ("2501.00001", "accept")
    assert reading.residue == []


@pytest.mark.parametrize("rendering", sorted(RENDERINGS))
def test_a_page_with_marks_of_direction_reads_as_without_them(rendering: str) -> None:
    one = next(iter(captures()))
    body = RENDERINGS[rendering](one.record, one.filters)
    facts = source(one.record.hub_id)
    plain = read_capture(body.encode(), facts)
    assert plain.capture.outcome == "ok"
    marked = re.sub(r"(?<=[a-z])(?= [^<>\n]*(?:<|\n))", lambda at: MARKS[at.start() % 12], body)
    if rendering == "json":
        marked = re.sub(r'(?<=": ")(?=[A-Z])', "\u202e\\\\u2066", body)
    assert sum(marked.count(mark) for mark in MARKS) > 3
    reading = read_capture(marked.encode(), facts)
    assert list(cells_of(reading)) == list(cells_of(plain))
    assert unproved(trace(marked.encode(), facts), marked.encode(), facts) == []


def test_what_is_refused_shows_no_mark_of_direction() -> None:
    reading = read_capture(f"<p>not{MARKS} a hub</p>".encode(), source())
    assert [one.text_raw for one in reading.quarantine] == ["not a hub"]
    reading = read_capture(f'{{"not": "{MARKS} a twin"}}'.encode(), source(named="json"))
    assert not set(MARKS) & set(reading.quarantine[0].text_raw)


def test_a_page_in_an_encoding_with_states_is_refused_by_name() -> None:
    reading = read_capture(page("", "夜の蛾").encode("iso2022_jp", "ignore"), source(declared="iso-2022-jp"))
    assert (reading.capture.outcome, reading.hub) == ("not_text", None)
    assert "iso-2022-jp" in (reading.capture.reason or "")
