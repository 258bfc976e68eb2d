"""The notebook: choose a hub of the published file, see its charts, ask it in SQL. A marimo notebook.

`pithhouse notebook` opens it in a browser; `python` runs it as a script. The file is opened read-only, and no other
file and no network can be reached from SQL. The folder is `PITHHOUSE_DATA`, else `data`.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Pithhouse: a hub")

with app.setup:
    import os
    from pathlib import Path
    from uuid import UUID

    import altair as alt
    import duckdb
    import marimo as mo

    from pipelines.reporting.cells import share
    from pipelines.reporting.opened import shared
    from pipelines.reporting.questions import MIXES, UNITS, of_hub
    from pipelines.workspace import DataFolder


@app.cell
def _():
    warehouse = shared(DataFolder(Path(os.environ.get("PITHHOUSE_DATA", "data"))).warehouse)
    return (warehouse,)


@app.cell
def _(warehouse):
    _hubs = warehouse.execute(
        "SELECT coalesce(title, '(title unknown)') || '  (' || left(hub_id::VARCHAR, 8) || ')', hub_id::VARCHAR "
        "FROM hubs ORDER BY citing_papers_printed DESC NULLS LAST, hub_id"
    ).fetchall()
    hub = mo.ui.dropdown(
        dict(_hubs), value=_hubs[0][0] if _hubs else None, label="Hub", searchable=True, full_width=True
    )
    mo.vstack([mo.md("# A hub, and who builds on it"), hub])
    return (hub,)


@app.cell
def _(hub, warehouse):
    mo.stop(hub.value is None, mo.md("The warehouse holds no hub."))
    answers = of_hub(warehouse, UUID(hub.value))
    coverage = {row["dimension"]: row for row in answers["coverage"].records()}
    _of = answers["hub"].records()[0]
    _is_part = _of["coverage"] is not None and _of["coverage"] <= 1
    _read = f"of them read, {share(_of['coverage'])}" if _is_part else "citing papers read"
    _figures = {
        "citing papers, printed on the page": _of["citing_papers_printed"],
        _read: _of["citing_papers_known"],
        "last captured": _of["last_captured_on"],
    }
    mo.hstack(
        [mo.stat("unknown" if value is None else value, label=name) for name, value in _figures.items()],
        justify="start",
        gap=0,
        wrap=True,
    )
    return answers, coverage


@app.cell
def _():
    dimension = mo.ui.dropdown(list(MIXES), value="field", label="By", allow_select_none=False)
    return (dimension,)


@app.cell
def _(answers, coverage, dimension):
    _values = [
        row | {"label": f"{row['n']:,}" + ("" if row["share"] is None else f" ({share(row['share'])})")}
        for row in answers[dimension.value].records()
    ]
    _row = coverage[dimension.value]
    _whole = "an unknown number" if _row["base"] is None else f"{_row['base']:,}"
    _share = "" if _row["coverage"] is None else f", {share(_row['coverage'])}"
    _read = f"{_row['read']:,} of {_whole} read{_share}."
    if not _values:
        _said = f"Unknown: no page prints counts, and no row that was read has a {dimension.value}."
    elif _values[0]["is_printed"]:
        _said = f"Counts printed on the page of {_row['printed_on']}. Rows: {_read}"
    else:
        _said = f"No page prints these counts. Counted in rows: {_read}"
    _room = alt.Scale(domainMin=0, domainMax=1.6 * max((row["n"] for row in _values), default=1))
    _bars = alt.Chart(alt.InlineData(values=_values), width="container", height=alt.Step(22)).encode(
        x=alt.X(
            "n:Q", axis=alt.Axis(format="d", tickMinStep=1, tickCount=4), scale=_room, title=UNITS[dimension.value]
        ),
        y=alt.Y("value:N", sort=None, title=None),
        tooltip=["value:N", "n:Q", "base_n:Q", alt.Tooltip("share:Q", format=".1%"), "others:N"],
    )
    _labelled = _bars.mark_bar() + _bars.mark_text(align="left", dx=4).encode(text="label:N")
    mo.vstack(
        [
            mo.md("## By whom, and for what"),
            mo.md(
                "Role and polarity are two classifications of the same citations. "
                "The page's percentage is the share of a polarity."
            ),
            dimension,
            mo.md(_said),
            _labelled if _values else mo.md(""),
        ]
    )
    return


@app.cell
def _(answers, coverage):
    _months = alt.InlineData(values=[row | {"month": f"{row['month']}-01"} for row in answers["months"].records()])
    _row = coverage["year"]
    _of = "" if _row["coverage"] is None else f" of {_row['base']:,}, {share(_row['coverage'])}"
    mo.vstack(
        [
            mo.md("## How it is cited over time"),
            mo.md(f"The citing papers that were read: {_row['read']:,}{_of}. For all of them, choose *year* above."),
            alt.Chart(_months, width="container", height=200)
            .mark_bar()
            .encode(
                x=alt.X("month:T", timeUnit="utcyearmonth", scale=alt.Scale(type="utc"), title=None),
                y=alt.Y("citing_papers:Q", axis=alt.Axis(format="d", tickMinStep=1), title="posted in the month"),
                tooltip=["month:T", "citing_papers:Q", "cumulative_citing_papers:Q"],
            ),
        ]
    )
    return


@app.cell
def _(answers):
    _columns = ("title", "novelty", "verdict", "category", "posted_on", "role", "polarity", "summary", "url")
    _papers = [{name: row[name] for name in _columns} for row in answers["reading"].records()]
    mo.vstack(
        [
            mo.md("## What to read first"),
            mo.ui.table(_papers, selection=None, show_download=False, wrapped_columns=["title"]),
        ]
    )
    return


@app.cell
def _(hub):
    question = mo.ui.code_editor(
        f"SELECT title, novelty, verdict, role\nFROM citations JOIN papers USING (paper_id)\n"
        f"WHERE hub_id = '{hub.value}'\nORDER BY novelty DESC NULLS LAST, title",
        language="sql",
        label="Ask the warehouse, read-only; the answer follows what you write",
        debounce=True,
    )
    mo.vstack([mo.md("## SQL"), question])
    return (question,)


@app.cell
def _(question, warehouse):
    try:
        _cursor = warehouse.execute(question.value)
        _names = [column[0] for column in _cursor.description or ()]
        _rows = [dict(zip(_names, map(str, row), strict=True)) for row in _cursor.fetchmany(1000)]
        _shown = mo.ui.table(_rows, selection=None, show_download=False) if _rows else mo.md("No rows.")
    except duckdb.Error as error:
        _shown = mo.callout(mo.plain_text(str(error)), kind="danger")
    _shown
    return


if __name__ == "__main__":
    app.run()
