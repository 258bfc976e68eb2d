"""Links that lead to a paper, as the site, mirrors and web archives write them. All pages here are made up."""

from dataclasses import replace

import pytest

from pipelines.parsing.grammar import values
from pipelines.parsing.lines.paper_addresses import page_base, paper_address
from pipelines.parsing.parse import read_capture
from pipelines.parsing.vocabulary.records import CitingPaperRow
from pipelines.provenance.positions_of import trace
from tests.pipelines.parsing.support import source
from tests.pipelines.provenance.proof import unproved

PAGE = "https://pith.science/citations/6b1fbd51-6a7e-5f6f-9f0c-0d4a3c1b2a10?year=2019"
SITE = "https://pith.science"
A_PAPER = f"{SITE}/paper/9912.00001"


@pytest.mark.parametrize(
    ("href", "found", "address"),
    [
        ("/paper/9912.00001", "9912.00001", A_PAPER),
        ("/p/9912.00001v2", "9912.00001", f"{SITE}/p/9912.00001v2"),
        ("/ref/arxiv/gr-qc/9912901", "gr-qc/9912901", f"{SITE}/ref/arxiv/gr-qc/9912901"),
        (f"{SITE}/p/math.CO/9912901/?from=hub#top", "math.CO/9912901", f"{SITE}/p/math.CO/9912901/?from=hub#top"),
        ("//www.pith.science/paper/gr-qc%2F9912901", "gr-qc/9912901", "https://www.pith.science/paper/gr-qc%2F9912901"),
        ("HTTPS://PITH.Science:443/paper/9912.00001", "9912.00001", "https://pith.science:443/paper/9912.00001"),
        (" /paper/9912.00001\n", "9912.00001", A_PAPER),
        ("/paper/hep-th/9901901v2#refs", "hep-th/9901901", f"{SITE}/paper/hep-th/9901901v2#refs"),
        # relative, and mirrored
        ("../paper/9912.00001", "9912.00001", A_PAPER),
        ("../paper/9912.00001.html", "9912.00001", A_PAPER),
        ("../paper/9912.00001/index.html", "9912.00001", A_PAPER),
        ("../paper/9912.00001%3Ffrom=hub.html", "9912.00001", A_PAPER),
        ("../paper/9912.00001@from=hub.html", "9912.00001", A_PAPER),
        ("../paper/9912.00001.pdf", "9912.00001", f"{A_PAPER}.pdf"),
        ("paper/9912.00001", "9912.00001", A_PAPER),
        ("./paper/9912.00001?x=1", "9912.00001", f"{A_PAPER}?x=1"),
        ("../../../paper/gr-qc/9912901.html", "gr-qc/9912901", f"{SITE}/paper/gr-qc/9912901"),
        ("../pith.science/paper/9912.00001.html", "9912.00001", A_PAPER),
        ("../../arxiv.org/abs/9912.00001.html", "9912.00001", "https://arxiv.org/abs/9912.00001"),
        (
            "file:///srv/me/mirror/www.pith.science/paper/9912.00001.html",
            "9912.00001",
            "https://www.pith.science/paper/9912.00001",
        ),
        ("file:///C:/paper/9912.00001", "9912.00001", A_PAPER),
        # replayed
        (f"/web/20260101000000/{A_PAPER}", "9912.00001", A_PAPER),
        (f"https://web.archive.org/web/20260101000000id_/{A_PAPER}?x#y", "9912.00001", f"{A_PAPER}?x#y"),
        (f"https://web.archive.org/web/2026*/{A_PAPER}", "9912.00001", A_PAPER),
        ("/web/20260101000000/https:/pith.science/paper/9912.00001", "9912.00001", A_PAPER),
        (f"/my-coll/20260101000000mp_/{A_PAPER}", "9912.00001", A_PAPER),
        (
            "/coll/20260101000000if_/http://arxiv.org/abs/9912.00001v1",
            "9912.00001",
            "http://arxiv.org/abs/9912.00001v1",
        ),
        (
            "http://localhost:8080/coll/20260101/https://www.pith.science/p/9912.00001",
            "9912.00001",
            "https://www.pith.science/p/9912.00001",
        ),
        # arXiv and its DOIs
        ("https://arxiv.org/abs/9912.00001v2", "9912.00001", "https://arxiv.org/abs/9912.00001v2"),
        ("http://www.arxiv.org/pdf/9912.00001.pdf", "9912.00001", "http://www.arxiv.org/pdf/9912.00001.pdf"),
        (
            "https://export.arxiv.org/abs/hep-th/9912901",
            "hep-th/9912901",
            "https://export.arxiv.org/abs/hep-th/9912901",
        ),
        ("https://ar5iv.labs.arxiv.org/html/9912.00001", "9912.00001", "https://ar5iv.labs.arxiv.org/html/9912.00001"),
        ("https://doi.org/10.48550/arXiv.9912.00001", "9912.00001", "https://doi.org/10.48550/arXiv.9912.00001"),
        ("https://dx.doi.org/10.48550/ARXIV.9912.00001", "9912.00001", "https://dx.doi.org/10.48550/ARXIV.9912.00001"),
        # the fourth name of a paper page
        ("/paper/RGEEDHKD", None, f"{SITE}/paper/RGEEDHKD"),
        ("../paper/RGEEDHKD.html", None, f"{SITE}/paper/RGEEDHKD"),
    ],
)
def test_links_to_papers(href: str, found: str | None, address: str) -> None:
    paper = paper_address(href)
    assert paper is not None
    assert (paper.arxiv_id, values.paper_link(href)) == (found, found)
    assert paper.full(PAGE) == address


@pytest.mark.parametrize(
    "href",
    [
        "/paper/9912.1",
        "/paper/99120.00001",
        "/citations/9912.00001",
        "/papers/9912.00001",
        "/paper/9912.00001/review",
        "/paper/rgeedhkd",
        "/paper/RGEEDHK1",
        "/paper/abstract",
        "/pith/RGEEDHKDRGEEDHKDRGEEDHKDRG",
        "https://example.org/paper/9912.00001",
        "https://pith.science.example.org/paper/9912.00001",
        "https://example.org/pith.science/paper/9912.00001",
        "https://pith.science/?to=/web/2026/https://pith.science/paper/9912.00001",
        "https://arxiv.org/list/9912.00001",
        "https://doi.org/10.1000/arXiv.9912.00001",
        "javascript:go('/paper/9912.00001')",
        "mailto:a@pith.science/paper/9912.00001",
        "http://[/paper/9912.00001",
        "#/paper/9912.00001",
        "?next=/paper/9912.00001",
        "9912.00001",
        "",
    ],
)
def test_links_to_no_paper(href: str) -> None:
    assert paper_address(href) is None


def test_links_of_the_site_keep_the_host_of_their_page() -> None:
    paper = paper_address("/paper/9912.00001")
    assert paper is not None
    assert paper.full("http://www.pith.science/citations/x") == "http://www.pith.science/paper/9912.00001"
    assert paper.full("file:saved.html") == A_PAPER


@pytest.mark.parametrize(
    ("head", "base"),
    [
        ('<base href="/paper/">', "https://pith.science/paper/"),
        ("<BASE target=_top HREF=https://example.org/a>", "https://example.org/a"),
        ("<base target=_top><base href='../x'><base href=y>", "https://pith.science/x"),
        ("<base href='&#x2f;p&amp;q'>", "https://pith.science/p&q"),
        (
            "<!-- <base href=/a> --><script>'<base href=/b>'</script><p title='<base href=/c>'><base href=/d>",
            f"{SITE}/d",
        ),
        ("<base href='data:text/html,x'>", None),
        ("<base href='http://['>", None),
        ("<base data-href='/a'><basefont href='/b'>", None),
        ("<!-- <base href=/a>", None),
    ],
)
def test_the_base_of_a_page(head: str, base: str | None) -> None:
    assert page_base(f"<html><head>{head}</head>", PAGE) == base


def test_a_head_that_never_ends_costs_little() -> None:
    assert page_base('<base <a "<!-' * 100_000, PAGE) is None


def page_of(hrefs: list[str], head: str = "") -> bytes:
    """Make a page whose rows have these links."""
    entries = "".join(
        f'<div><h3><a href="{href}">Lamps for Moths, Part {number}</a></h3><p>cs.LG · 2025-01-0{number} · accept · none'
        f" · ref {number} · internal anchor</p><p>Shows in a made-up study {number} that lamps draw moths.</p></div>"
        for number, href in enumerate(hrefs, 1)
    )
    return (
        f"<!doctype html><html><head>{head}</head><body><main><div>hub</div><h1>A Made-Up Work</h1>"
        f"<p>{len(hrefs)} Pith papers cite this work. Polarity classification is still indexing.</p>"
        f"<p>{len(hrefs)} Pith papers citing it</p><section><h2>citing papers explorer</h2>{entries}</section></main>"
    ).encode()


def rows(hrefs: list[str], head: str = "") -> list[CitingPaperRow]:
    """Read a page whose rows have these links, and check that every cell is proved by its bytes."""
    body = page_of(hrefs, head)
    facts = source()
    reading = read_capture(body, facts)
    assert unproved(trace(body, facts), body, facts) == []
    assert [one.title for one in reading.citing_papers] == [f"Lamps for Moths, Part {n + 1}" for n in range(len(hrefs))]
    assert reading.quarantine == []
    assert reading.capture.papers_without_link == sum(one.url is None for one in reading.citing_papers)
    return reading.citing_papers


@pytest.mark.parametrize(
    ("head", "before", "after"),
    [
        ("", "../paper/", ""),
        ("", "/web/20260101000000/https://pith.science/paper/", ""),
        ("", "../paper/", ".html"),
        ("", "https://arxiv.org/abs/", "v3"),
        ('<base href="https://pith.science/">', "paper/", ""),
        ('<base href="/paper/">', "", ""),
        ("<base href='https://web.archive.org/web/2026/https://pith.science/citations/x'>", "../paper/", ""),
        ("<base href='file:///srv/me/pith.science/citations/x.html'>", "../paper/", ".html"),
    ],
)
def test_ids_on_a_page(head: str, before: str, after: str) -> None:
    ids = [f"2501.0000{number}" for number in (1, 2, 3)]
    found = rows([f"{before}{one}{after}" for one in ids], head)
    assert [one.arxiv_id for one in found] == ids
    home = "https://arxiv.org/abs/{}v3" if "arxiv" in before else "https://pith.science/paper/{}"
    assert [one.url for one in found] == [home.format(one) for one in ids]


@pytest.mark.parametrize(
    ("query", "is_complete"),
    [("", True), ("?utm_source=x", True), ("?fbclid=x&ref=y", True), ("?page=1", False), ("?YEAR=2019", False)],
)
def test_a_page_with_parameters_that_may_select_proves_no_absence(query: str, is_complete: bool) -> None:
    body = page_of(["/paper/2501.00001"])
    facts = replace(source(), url=f"{PAGE.partition('?')[0]}{query}")
    assert read_capture(body, facts).capture.is_complete is is_complete


def test_a_base_elsewhere_leads_to_no_paper() -> None:
    found = rows(["/paper/2501.00001", "https://pith.science/paper/2501.00002"], "<base href='https://example.org/'>")
    assert [(one.arxiv_id, one.url) for one in found] == [(None, None), ("2501.00002", f"{SITE}/paper/2501.00002")]


def test_short_numbers_name_a_page_and_no_id() -> None:
    found = rows(["/paper/RGEEDHKD", "/paper/2501.00002", "/paper/ABCDEFG2"])
    assert [(one.arxiv_id, one.url) for one in found] == [
        (None, f"{SITE}/paper/RGEEDHKD"),
        ("2501.00002", f"{SITE}/paper/2501.00002"),
        (None, f"{SITE}/paper/ABCDEFG2"),
    ]


def test_rows_whose_links_name_no_paper_are_counted() -> None:
    assert [one.url for one in rows(["https://example.org/1", "#2", "/paper/2501.00003"])][:2] == [None, None]


def test_an_id_beside_a_short_number() -> None:
    """The words are those of the site's own link; the id is arXiv's."""
    two = '/paper/RGEEDHKD">Lamps for Moths, Part 1</a> <a href="https://arxiv.org/abs/2501.00001v2'
    body = two.encode()
    page = (
        b"<!doctype html><main><div>hub</div><h1>A Made-Up Work</h1><p>1 Pith papers citing it</p>"
        b'<section><h2>citing papers explorer</h2><div><h3><a href="' + body + b'">arXiv</a></h3>'
        b"<p>cs.LG \xc2\xb7 2025-01-01 \xc2\xb7 accept \xc2\xb7 none \xc2\xb7 ref 1 \xc2\xb7 internal anchor</p>"
        b"<p>Shows in a made-up study that lamps draw moths.</p></div></section></main>"
    )
    (row,) = read_capture(page, source()).citing_papers
    assert (row.title, row.arxiv_id, row.url) == ("Lamps for Moths, Part 1", "2501.00001", f"{SITE}/paper/RGEEDHKD")
