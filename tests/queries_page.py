"""The page of sample queries with their answers on the bundled sample: `python -m tests.queries_page` writes it.

The queries are in pipelines/building/sql/queries, and in the DuckDB file as meta.queries.
"""

import tempfile
from pathlib import Path
from typing import Final

from pipelines.building.marts import sample_queries
from schemas.dictionary import anchor
from tests.console import beside_the_data, load_sample, printed

PAGE: Final = Path(__file__).parents[1] / "docs/queries.md"
HEAD: Final = """# Fifteen questions

Each with its answer on the bundled sample, whose works and papers are made up. `pithhouse query --list` lists the
questions, `pithhouse query --saved NAME` runs one; the DuckDB file holds them in `meta.queries`. A test runs them all.
"""


def page(data: Path) -> str:
    """Return the whole page, answered by the warehouse in a folder named `data`."""
    asked = sample_queries()
    with beside_the_data(data.parent):
        answers = {one.name: printed(f"pithhouse query --saved {one.name}") for one in asked}
    contents = "".join(f"{number}. [{one.question}](#{anchor(one.question)})\n" for number, one in enumerate(asked, 1))
    sections = [f"\n## {one.question}\n\n```sql\n{one.sql}\n```\n\n```\n{answers[one.name]}```\n" for one in asked]
    return f"{HEAD}\n{contents}{''.join(sections)}"


def main() -> None:
    """Load the sample and write the page."""
    with tempfile.TemporaryDirectory() as folder:
        load_sample(Path(folder) / "data")
        PAGE.write_text(page(Path(folder) / "data"), "utf-8")


if __name__ == "__main__":
    main()
