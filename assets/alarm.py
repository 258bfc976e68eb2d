"""The daily alarm: a warning at the first new kind of line, and no publish when too many lines were left over.

`pipelines.warehouse.alarm` finds what is new; this module makes two checks of `residue` of it. The second check blocks:
`warehouse` never swaps in a file whose new pages were hardly read.
"""

from collections.abc import Iterator

import dagster as dg

from assets.keys import table_key
from assets.metadata_tables import Row, as_list, as_tables, code
from assets.resources import FolderResource
from assets.tables import newest_file
from pipelines.settings import DEFAULTS, PREFIX
from pipelines.warehouse.alarm import FEWEST_LINES, Alarm, alarm
from schemas.residue import Residue

RESIDUE = table_key(Residue)
SETTING = f"{PREFIX}MOST_LEFT_OVER"
NEW_KIND = "no_new_kind_is_left_over"
MOST = "most_lines_are_read"
MAX_EXAMPLES = 5
"""So many new kinds are named in the text of the check; its table has all."""


class HardlyRead(RuntimeError):  # noqa: N818 (the state of the new file)
    """Too many lines of new pages were not read, so the file is not published. The message says what to do."""


def found(data_folder: FolderResource) -> Alarm:
    """Compare the new file (or the published file, if there is no new one) with what is published."""
    folder = data_folder.folder
    return alarm(newest_file(folder), folder.warehouse if folder.warehouse.exists() else None)


@dg.multi_asset_check(
    name="alarm",
    specs=[
        dg.AssetCheckSpec(
            NEW_KIND,
            asset=RESIDUE,
            description=(
                "Warns of a kind of line, or of refused cell, that the file published before has none of: the source "
                "prints something new.\n\n```sql\nSELECT block, text, url FROM residue JOIN captures "
                "USING (capture_id) ORDER BY captured_at DESC;\n```"
            ),
        ),
        dg.AssetCheckSpec(
            MOST,
            asset=RESIDUE,
            blocking=True,
            description=(
                f"Of the lines of newly read captures at most a share of {DEFAULTS.most_left_over:.0%} was left over "
                f"({SETTING} sets another); {FEWEST_LINES} lines at least are asked for. Checked in the new file, "
                "before it is published."
            ),
        ),
    ],
    can_subset=True,
)
def alarm_checks(context: dg.AssetCheckExecutionContext, data_folder: FolderResource) -> Iterator[dg.AssetCheckResult]:
    """Check what is new among the lines that were not read."""
    seen = found(data_folder)
    results = (_new_kind(seen), _most(seen, data_folder.settings.most_left_over))
    chosen = context.selected_asset_check_keys
    yield from (one for one in results if dg.AssetCheckKey(RESIDUE, one.check_name or "") in chosen)


def require_lines_read(data_folder: FolderResource) -> None:
    """Refuse a new file whose new pages were hardly read, even if the run did not include the checks.

    Raises:
        HardlyRead: with the share.
    """
    most = data_folder.settings.most_left_over
    seen = found(data_folder)
    if seen.is_too_much(most):
        raise HardlyRead(f"{data_folder.folder.building} is not published: {_said(seen, most)}")


def _new_kind(seen: Alarm) -> dg.AssetCheckResult:
    named = "; ".join(
        f"{code(one.kind)} ({one.number:,}, such as {code(one.example)})" for one in seen.new_kinds[:MAX_EXAMPLES]
    )
    kinds: list[Row] = [
        {"kind": one.kind, "number": one.number, "example": one.example, "row": one.row} for one in seen.new_kinds
    ]
    first = "There is no file before this one to compare with." if seen.is_first else "Nothing new was left over."
    return dg.AssetCheckResult(
        passed=not seen.new_kinds,
        asset_key=RESIDUE,
        check_name=NEW_KIND,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"New kinds left over: {named}\n\n{as_list(kinds)}" if named else first,
        metadata={
            "expected": 0,
            "actual": len(seen.new_kinds),
            **as_tables(kinds=kinds),
        },
    )


def _most(seen: Alarm, most: float) -> dg.AssetCheckResult:
    by_block: list[Row] = [
        {"block": block, "number": number, "share": f"{number / seen.lines:.1%}"}
        for block, number in seen.left_over_by_block.items()
    ]
    worst: list[Row] = [
        {"capture_id": one.capture_id, "url": one.url, "number": one.left_over, "share": f"{one.share:.1%}"}
        for one in seen.worst
    ]
    return dg.AssetCheckResult(
        passed=not seen.is_too_much(most),
        asset_key=RESIDUE,
        check_name=MOST,
        severity=dg.AssetCheckSeverity.ERROR,
        description=f"{_said(seen, most)}\n\n{as_list(worst)}" if seen.is_too_much(most) else _said(seen, most),
        metadata={
            "expected": f"at most {most:.1%}",
            "actual": round(seen.share, 4),
            "captures": seen.captures,
            "lines": seen.lines,
            "left_over": seen.left_over,
            "refused_cells": seen.refused,
            **as_tables(blocks=by_block, worst_captures=worst),
        },
    )


def _said(seen: Alarm, most: float) -> str:
    counted = f"{seen.left_over:,} of {seen.lines:,} lines of {seen.captures:,} newly read captures were left over"
    if not seen.is_too_much(most):
        return f"{counted} ({seen.share:.1%}, at most {most:.0%})."
    enough = min(seen.share + 0.01, 1)
    return (
        f"{counted}: {seen.share:.1%}, and at most {most:.0%} may be. The pages or the parser changed; `pithhouse "
        f"explain CAPTURE` shows what was not read. To publish it all the same: {SETTING}={enough:.2f}"
    )
