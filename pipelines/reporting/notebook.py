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

    from pipelines.reporting.opened import shared
    from pipelines.reporting.questions import MIXES, of_hub
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
    hub = mo.ui.dropdown(dict(_hubs), value=_hubs[0][0] if _hubs else None, label="Hub", searchable=True)
    mo.vstack([mo.md("# A hub, and who builds on it"), hub])
    return (hub,)


@app.cell
def _(hub, warehouse):
    mo.stop(hub.value is None, mo.md("The warehouse holds no hub."))
    answers = of_hub(warehouse, UUID(hub.value))
    _of = answers["hub"].records()[0]
    _figures = {
        "citing papers, printed": _of["citing_papers_printed"],
        "citing papers, known": _of["citing_papers_known"],
        "last captured": _of["last_captured_on"],
    }
    mo.hstack(
        [mo.stat("unknown" if value is None else value, label=name) for name, value in _figures.items()],
        justify="start",
        gap=2,
    )
    return (answers,)


@app.cell
def _(answers):
    _months = alt.InlineData(values=[row | {"month": f"{row['month']}-01"} for row in answers["months"].records()])
    mo.vstack(
        [
            mo.md("## How it is cited over time"),
            alt.Chart(_months, width=640, height=200)
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
def _():
    dimension = mo.ui.radio(list(MIXES), value="role", inline=True, label="By")
    return (dimension,)


@app.cell
def _(answers, dimension):
    _known = answers[dimension.value].records()
    _chart = (
        alt.Chart(alt.InlineData(values=_known), width=480)
        .mark_bar()
        .encode(
            x=alt.X("n:Q", axis=alt.Axis(format="d", tickMinStep=1), title="citing papers"),
            y=alt.Y("value:N", sort=None, title=None),
            tooltip=["value:N", "n:Q", "base_n:Q", alt.Tooltip("share:Q", format=".0%")],
        )
    )
    mo.vstack([mo.md("## Mix"), dimension, _chart if _known else mo.md("Unknown: no page says it.")])
    return


@app.cell
def _(answers):
    mo.vstack(
        [
            mo.md("## What to read first"),
            mo.ui.table(answers["reading"].records(), selection=None, show_download=False),
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
