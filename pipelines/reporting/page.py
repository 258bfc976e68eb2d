"""The page of the report: answers and charts in, one HTML text out, complete in itself.

The templates and the style sheet stand in `templates/`; Jinja escapes all that they print. The page holds no script,
and its own Content-Security-Policy forbids any, with every address: should a page's text ever break out, it can do
nothing. `report` calls `rendered`.
"""

from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipelines.reporting import charts
from pipelines.reporting.cells import cell, link
from pipelines.reporting.questions import MIXES, Answer

SENTENCES: Final = {
    "role": "what the citation is for",
    "polarity": "how the citing paper stands to the work",
    "field": "arXiv category of the citing paper",
    "verdict": "Pith's verdict on the citing paper",
    "novelty": "Pith's novelty score of the citing paper, in bands of one",
}


@dataclass(frozen=True, slots=True)
class Section:
    """One hub on the page: the anchor that leads to it, and its answers by name."""

    anchor: str
    answers: dict[str, Answer]


def rendered(overview: dict[str, Answer], sections: dict[str, Section]) -> str:
    """Give the page.

    Args:
        overview: answers about all hubs, by name.
        sections: the hubs that are told of, by their id as text, in order.
    """
    environment = Environment(
        loader=PackageLoader("pipelines.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"cell": cell, "link": link, "timeline": charts.timeline, "mixes": tuple(MIXES)}
    style = Markup(files(__package__).joinpath("templates", "report.css").read_text(encoding="utf-8"))  # noqa: S704
    page = environment.get_template("report.html.j2")
    return page.render(style=style, overview=overview, sections=sections, sentences=SENTENCES)
