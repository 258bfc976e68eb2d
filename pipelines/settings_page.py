"""The page of the settings as Markdown: `python -m pipelines.settings_page > docs/settings.md`.

Every row comes from the settings themselves; a test compares the file with the output. What people have to know before
they fetch from the real site stands here as well.
"""

import sys
from typing import Any

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from pipelines.landing.hub_url import SITE
from pipelines.settings import FILE, PREFIX, Settings

HEAD = f"""# Settings

Made from `pipelines/settings.py` by `make docs`; a test keeps it true. A setting stands in `{FILE}` in the data folder,
or in a variable of the environment, which wins. A name that is not here is refused in the file, and `pithhouse doctor`
names variables that mean nothing; it also prints what every setting is, secrets masked.

| setting | variable | default | allowed | meaning |
| --- | --- | --- | --- | --- |
"""

EXAMPLE = f"""
## An example

`data/{FILE}`, with every limit as it is by default and a slower pace:

```toml
site = "{SITE}"
contact = "https://example.org/about-our-crawler"
seconds_between_requests = 5.0
run_requests = 500
latest_revisit_days = 14.0
```
"""

REAL_SITE = f"""
## From the real site

One setting turns fetching on: `site = "{SITE}"`. Then `pithhouse refresh` asks for the hubs that are due of those
listed in `hubs.csv` in the data folder (`pithhouse add URL…` adds to it); `pithhouse plan` shows which, without asking.
Give a `contact` as well, so that the site's owner can reach you.

What is not known of that site, because nobody has asked it with this program yet:

- Whether it permits crawling. Its robots.txt decides, and where that cannot be had, nothing is fetched.
- Which hubs there are: no list of them and no sitemap was seen. You have to name those that you want.
- How its lists go on: no parameter for a page, an order or an offset was seen. A hub that lists fewer papers than it
  counts is completed by its filtered views, at most `filtered_views_per_hub` of them.
- What its HTML looks like: only texts made from it and its JSON twins were seen. So begin with one page,
  `pithhouse probe URL`: it shows what would be read of every line and what would be left over, and lands nothing.
"""


def settings_page() -> str:
    """Give the whole page as Markdown."""
    return HEAD + "".join(_row(name, one) for name, one in Settings.model_fields.items()) + EXAMPLE + REAL_SITE


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
    """Say the bounds in words."""
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
