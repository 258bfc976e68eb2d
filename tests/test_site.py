"""The documentation as a site: every page is in it, its links are checked, and its pages fetch nothing elsewhere."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).parents[1]
SOURCES = (
    "mkdocs.yml",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "deploy/README.md",
    ".ci/site_pages.py",
    "docs",
)


def build(checkout: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """Run what `make site` runs."""
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)],
        cwd=checkout,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("site")
    done = build(ROOT, place)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return place


def test_every_page_is_there(site: Path) -> None:
    for page in ROOT.glob("docs/**/*.md"):
        name = "index.html" if page.name == "README.md" else f"{page.stem}.html"
        assert (site / page.parent.relative_to(ROOT / "docs") / name).is_file(), page
    assert {"about.html", "contributing.html", "changelog.html", "deploy.html"} <= {one.name for one in site.iterdir()}


def test_pages_fetch_nothing_from_elsewhere(site: Path) -> None:
    """Links may lead elsewhere; scripts, styles, pictures and frames may not."""
    pages = list(site.rglob("*.html"))
    fetched = [
        address
        for page in pages
        for element in LexborHTMLParser(page.read_text("utf-8")).css("script, link, img, iframe, source, video, object")
        for name in ("src", "href", "srcset", "data")
        if (address := element.attributes.get(name))
    ]
    assert len(fetched) > len(pages)
    assert [address for address in fetched if re.match(r"(?:\w+:)?//", address)] == []
    styles = "".join(one.read_text("utf-8") for one in site.rglob("*.css"))
    assert re.findall(r"(?:@import\s+|url\()[\"']?(?:https?:)?//[^)\"']+", styles) == []


def test_make_site_builds_what_is_tested_here() -> None:
    assert "$(PY) -m mkdocs build --strict $(ARGS)" in (ROOT / "Makefile").read_text("utf-8")
    settings = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    assert f"/{settings['site_dir']}/" in (ROOT / ".gitignore").read_text("utf-8").splitlines()


@pytest.mark.deep
@pytest.mark.parametrize(
    "link", ["nowhere.md", "tables.md#nowhere", "../README.md#nowhere", "/tables.md", "../nowhere.md"]
)
def test_a_link_that_leads_nowhere_fails_the_build(link: str, tmp_path: Path) -> None:
    for name in SOURCES:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, tmp_path / name)
    with (tmp_path / "docs/clients.md").open("a", encoding="utf-8") as page:
        page.write(f"\n[a link]({link})\n")
    done = build(tmp_path, tmp_path / "built")
    assert done.returncode != 0
    assert re.search(r"WARNING.*'clients\.md' contains", done.stderr)
