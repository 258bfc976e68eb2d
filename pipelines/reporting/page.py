"""Pages of HTML, each complete in itself: values in, one text out.

The templates and the style sheets stand in `templates/`; Jinja escapes all that they print. A page holds no script,
and its own Content-Security-Policy forbids any, with every address: should a page's text ever break out, it can do
nothing.
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


def report_page(overview: dict[str, Answer], sections: dict[str, Section]) -> str:
    """Render the report.

    Args:
        overview: answers about all hubs, by name.
        sections: the hubs that are told of, by their id as text, in order.
    """
    return rendered("report", overview=overview, sections=sections, sentences=SENTENCES)


def rendered(name: str, **values: object) -> str:
    """Render a page of `templates/` that is complete in itself: a template and the style sheet of the same name.

    Args:
        name: `report` or `explained`.
        values: what the template prints; all of it is escaped.
    """
    environment = Environment(
        loader=PackageLoader("pipelines.reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"cell": cell, "link": link, "timeline": charts.timeline, "mixes": tuple(MIXES)}
    style = Markup(files(__package__).joinpath("templates", f"{name}.css").read_text(encoding="utf-8"))  # noqa: S704
    return environment.get_template(f"{name}.html.j2").render(style=style, **values)
