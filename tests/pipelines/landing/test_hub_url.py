"""Which URLs are hub URLs (HUB_PAGES.md section 2), and which keys are refused (FAULTS.md F30)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.landing.errors import LandingError
from pipelines.landing.hub_url import FILTERS, HubAddress, InvalidHubURL, hub_url, parse_hub_url, unread_parameters
from tests.pipelines.landing.samples import HUB

SITE = "https://pith.science/citations"


@pytest.mark.parametrize(
    ("url", "filters", "is_twin"),
    [
        (f"{SITE}/{HUB}", (), False),
        (f"http://www.pith.science/citations/{HUB}", (), False),
        (f"{SITE}/{HUB.upper()}", (), False),
        (f"{SITE}/{HUB}.json", (), True),
        (f"{SITE}/{HUB}#explorer", (), False),
        (f"{SITE}/{HUB}?year=2019", (("year", "2019"),), False),
        (f"{SITE}/{HUB}?role=method&cat=cs.LG", (("cat", "cs.LG"), ("role", "method")), False),
        (f"{SITE}/{HUB}.json?polarity=use%20method", (("polarity", "use method"),), True),
        (f"{SITE}/{HUB}?year=", (("year", ""),), False),
        (f"  {SITE}/{HUB}  ", (), False),
        (f"{SITE}/{HUB}?year=2019&", (("year", "2019"),), False),
        (f"{SITE}/{HUB}?year=2019&year=2019", (("year", "2019"),), False),
        (f"{SITE}/{HUB}?utm_source=x&UTM_Medium=y&fbclid=z&gclid=&ref=hn&source=feed", (), False),
        (f"{SITE}/{HUB}?cat=cs.LG&amp;role=method#top", (("cat", "cs.LG"), ("role", "method")), False),
        (f"{SITE}/{HUB}?utm_source=a;utm_medium=b", (), False),
        (f"{SITE}/{HUB}?", (), False),
    ],
)
def test_valid(url: str, filters: tuple[tuple[str, str], ...], is_twin: bool) -> None:
    assert parse_hub_url(url) == HubAddress(HUB, filters, is_twin)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        (f"{SITE}/../../etc/passwd", "path"),
        (f"{SITE}/{HUB}/../x", "path"),
        (f"{SITE}/{HUB}%00", "path"),
        (f"{SITE}/{HUB}\0", "control characters"),
        (f"{SITE}/{HUB}\n", "control characters"),
        (f"{SITE}/a'; DROP TABLE hubs", "path"),
        (f"{SITE}/{HUB[:-1]}", "path"),
        (f"{SITE}/{HUB}0", "path"),
        (f"{SITE}/{HUB}.xml", "path"),
        (f"{SITE}/{HUB.replace('-', '')}", "path"),
        (f"{SITE}/{'a' * 10_240}", "10271 characters"),
        ("https://pith.science/paper/2205.01068", "path"),
        (f"ftp://pith.science/citations/{HUB}", "https://"),
        (f"//pith.science/citations/{HUB}", "https://"),
        (f"https://pith.science.example/citations/{HUB}", "host"),
        (f"https://example.org/citations/{HUB}", "host"),
        (f"https://user:secret@pith.science/citations/{HUB}", "password"),
        (f"https://[::1/citations/{HUB}", "not a URL"),
        (f"{SITE}/{HUB}?year=2019&year=2020", "twice"),
        (f"{SITE}/{HUB}?year=%00", "control characters"),
        (f"{SITE}/{HUB}?a'b=1", "plain word"),
        (f"{SITE}/{HUB}?role=method&year=2019&role=baseline", "twice"),
        (f"{SITE}/{HUB}?" + "&".join(f"k{n}=1" for n in range(40)), "filters"),
        ("", "https://"),
    ],
)
def test_refused(url: str, why: str) -> None:
    with pytest.raises(InvalidHubURL, match=why) as refusal:
        parse_hub_url(url)
    assert isinstance(refusal.value, ValueError)
    assert isinstance(refusal.value, LandingError)
    assert len(str(refusal.value)) < 500
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("query", "filters", "unread"),
    [
        ("page=2", (), ("page",)),
        ("sort=novelty&limit=10&offset=20&q=moths&utm_source=x", (), ("limit", "offset", "q", "sort")),
        ("YEAR=2019", (), ("YEAR",)),
        ("year=2019&page=2", (("year", "2019"),), ("page",)),
        ("year=2019;role=method", (("role", "method"), ("year", "2019")), (";",)),
        ("1700000000", (), ("1700000000",)),
        ("from=2019&field[]=cs.LG", (), ("field[]", "from")),
        ("utm=x&references=1", (), ("references", "utm")),
    ],
)
def test_what_is_no_filter_and_may_select(
    query: str, filters: tuple[tuple[str, str], ...], unread: tuple[str, ...]
) -> None:
    assert parse_hub_url(f"{SITE}/{HUB}?{query}") == HubAddress(HUB, filters, is_twin=False, unread=unread)
    assert unread_parameters(f"{SITE}/{HUB}?{query}#top") == unread


@pytest.mark.parametrize("url", ["file:a%3Fpage=2.html", "http://[", "", f"{SITE}/{HUB}"])
def test_what_has_no_parameters(url: str) -> None:
    assert unread_parameters(url) == ()


def test_host_is_a_choice_of_the_caller() -> None:
    assert parse_hub_url(f"http://127.0.0.1:8080/citations/{HUB}", hosts=("127.0.0.1",)).hub_id == HUB


@given(
    filters=st.dictionaries(
        st.sampled_from(sorted(FILTERS)),
        st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=20),
        max_size=4,
    ),
    is_twin=st.booleans(),
)
def test_there_and_back(filters: dict[str, str], is_twin: bool) -> None:
    address = HubAddress(HUB, tuple(sorted(filters.items())), is_twin)
    assert parse_hub_url(hub_url(address)) == address
    assert parse_hub_url(hub_url(address, "http://www.pith.science")) == address
