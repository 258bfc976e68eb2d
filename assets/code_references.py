"""Links from an asset in the UI to its code, and to the section of docs/ that explains it.

Both are files of this checkout, which the UI opens in an editor; no network is needed. An installation without docs/
links to the code only.
"""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import dagster as dg

from assets.keys import INTAKE, RAW_PAGES, SITE, WAREHOUSE, reading_key, table_key
from schemas import table
from schemas.registry import IN_THE_FILE, READINGS

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"

SECTIONS: Final = {
    **{reading_key(model): ("tables.md", f"## {table.title(model)}") for model in READINGS},
    **{table_key(model): ("tables.md", f"## {table.title(model)}") for model in IN_THE_FILE},
    SITE: ("settings.md", "## Fetching from the real site"),
    INTAKE: ("settings.md", "# Settings"),
    RAW_PAGES: ("decisions/0003-warc-as-raw.md", "# 0003"),
    WAREHOUSE: ("decisions/0002-build-beside-and-swap.md", "# 0002"),
}
"""The page of each asset, and how the heading of its section starts."""


def with_links(assets: Sequence[dg.AssetsDefinition]) -> list[dg.AssetsDefinition]:
    """Link each asset to its code, then to its docs; Dagster's warning that this is beta is suppressed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        coded = dg.with_source_code_references(assets)
        return [one.map_asset_specs(_with_docs) for one in coded if isinstance(one, dg.AssetsDefinition)]


def with_link(spec: dg.AssetSpec, module: str) -> dg.AssetSpec:
    """Link an asset that none of our code makes to the module that declares it, then to its docs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", dg.BetaWarning)
        declared = dg.LocalFileCodeReference(file_path=module, line_number=1)
        references = dg.CodeReferencesMetadataValue(code_references=[declared])
        return _with_docs(spec.merge_attributes(metadata={"dagster/code_references": references}))


def _with_docs(spec: dg.AssetSpec) -> dg.AssetSpec:
    page, section = SECTIONS[spec.key]
    path = DOCS / page
    if not path.is_file():
        return spec
    code = spec.metadata["dagster/code_references"].code_references
    docs = dg.LocalFileCodeReference(file_path=str(path), line_number=_line(path, section), label=f"docs/{page}")
    both = dg.CodeReferencesMetadataValue(code_references=[*code, docs])
    return spec.merge_attributes(metadata={"dagster/code_references": both})


def _line(path: Path, section: str) -> int:
    """Return the line number of a heading; 1 if the page has no such heading."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if line.startswith(section)), 1)
