"""Brings the Markdown pages outside docs/ into the site, and makes their links lead to pages of the site.

A hook of MkDocs, named in mkdocs.yml; it calls the two functions below. A link to a file or folder that is no page,
such as a systemd unit, becomes its name, because the site does not hold it.
"""

import posixpath
import re
from pathlib import Path
from typing import Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT: Final = Path(__file__).parents[1]
OUTSIDE: Final = {
    "README.md": "about.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "deploy/README.md": "deploy.md",
}
"""Pages outside docs/, and the names that they have in the site."""
_PAGES: Final = {there: here for here, there in OUTSIDE.items()}
_LINK: Final = re.compile(
    r"(?P<before>!?\[(?P<words>[^\]]*)\])\((?P<path>(?!https?:|#|mailto:)[^)#\s]+)(?P<anchor>#[^)\s]*)?\)"
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages outside docs/ to the files of the site."""
    for here, there in OUTSIDE.items():
        files.append(File.generated(config, there, content=(ROOT / here).read_text("utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Return a page with its links turned into links between pages of the site."""
    del config
    here = page.file.src_uri
    folder = posixpath.dirname(_PAGES.get(here, f"docs/{here}"))

    def turned(found: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(folder, found["path"]))
        if (ROOT / target / "README.md").is_file():
            target = f"{target}/README.md"
        name = OUTSIDE.get(target, target.removeprefix("docs/"))
        is_held = target in OUTSIDE or (target.startswith("docs/") and name in files.src_uris)
        if not is_held and (ROOT / target).exists():
            return found["words"]
        link = posixpath.relpath(name, posixpath.dirname(here) or ".")
        return f"{found['before']}({link}{found['anchor'] or ''})"

    return _LINK.sub(turned, markdown)
