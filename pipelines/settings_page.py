"""The page of the settings as Markdown: `python -m pipelines.settings_page > docs/settings.md`.

Every row comes from the settings themselves; a test compares the file with the output. The page also says what to know
before fetching from the real site.
"""

import sys
from itertools import starmap
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from pipelines.landing.hub_url import SITE
from pipelines.settings import FILE, PREFIX, Settings
from pipelines.storage_settings import StorageSettings

HEAD = f"""# Settings

Generated from `pipelines/settings.py` by `make docs`; a test keeps it up to date. Set a setting in `{FILE}` in the data
folder, or in an environment variable, which takes precedence. An unknown name in the file is an error;
`pithhouse doctor` reports unknown variables. It also prints the value of every setting, with secrets masked.

| setting | variable | default | allowed | meaning |
| --- | --- | --- | --- | --- |
"""

EXAMPLE = f"""
## An example

`data/{FILE}`, with the default limits and a slower pace:

```toml
site = "{SITE}"
contact = "https://example.org/about-our-crawler"
seconds_between_requests = 5.0
run_requests = 500
latest_revisit_days = 14.0
```
"""

REAL_SITE = f"""
## Fetching from the real site

One setting turns fetching on: `site = "{SITE}"`. Then `pithhouse refresh` fetches those hubs listed in `hubs.csv` in
the data folder that are due (`pithhouse add URL…` adds to the list); `pithhouse plan` shows which, without fetching.
Set a `contact` as well, so that the site's owner can reach you.

This program has never been run against that site, so the following is unknown:

- Whether it permits crawling. Its robots.txt decides; if that cannot be fetched, nothing else is.
- Which hubs exist: no list of them and no sitemap has been seen. You have to list the hubs that you want.
- How its lists continue: no parameter for a page, an order or an offset has been seen. A hub that lists fewer papers
  than it counts is completed from its filtered views, at most `filtered_views_per_hub` of them.
- What its HTML looks like: only texts made from it and its JSON twins have been seen. So start with one page,
  `pithhouse probe URL`: it shows how every line would be read and what would be left over, and lands nothing.
"""


def settings_page() -> str:
    """Return the whole page as Markdown."""
    own = {name: one for name, one in Settings.model_fields.items() if name not in StorageSettings.model_fields}
    return HEAD + "".join(starmap(_row, (own | StorageSettings.model_fields).items())) + EXAMPLE + REAL_SITE


def _row(name: str, field: FieldInfo) -> str:
    meaning = (field.description or "").replace("|", "\\|")
    return f"| `{name}` | `{PREFIX}{name.upper()}` | {_default(field.default)} | {_allowed(field)} | {meaning} |\n"


def _default(value: Any) -> str:
    text = value.get_secret_value() if isinstance(value, SecretStr) else value
    if isinstance(text, bool):
        return f"`{str(text).lower()}`"
    if isinstance(text, int | float):
        return f"{text:,}"
    return f"`{text}`" if text else "nothing"


def _allowed(field: FieldInfo) -> str:
    """Return the bounds in words."""
    kind = "a whole number" if field.annotation is int else "a number"
    bounds = []
    for one in field.metadata:
        for sign, words in (("ge", "from"), ("gt", "above"), ("le", "to")):
            limit = getattr(one, sign, None)
            if limit is not None:
                bounds.append(f"{words} {limit:,}")
    if bounds:
        return f"{kind} {' '.join(bounds)}"
    return "`true` or `false`" if field.annotation is bool else "text"


if __name__ == "__main__":
    sys.stdout.write(settings_page())
