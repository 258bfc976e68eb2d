"""`pithhouse notebook`: the marimo notebook over a data folder, on this machine only.

marimo runs as a separate process. It belongs to the dependency group `notebook`, so it may not be installed.
"""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Final

import typer

from cli.dev import HOST, free_port, served
from cli.options import DATA, DataOption, JsonOption, examples
from cli.screen import print_json, say
from pipelines import reporting
from pipelines.warehouse.connections import open_published
from pipelines.workspace import DataFolder

app = typer.Typer()

NOTEBOOK: Final = Path(reporting.__path__[0]) / "notebook.py"
QUIET: Final = {"MARIMO_SKIP_UPDATE_CHECK": "1"}
"""What keeps marimo from asking the network."""


@app.command(
    epilog=examples(
        "$ pithhouse notebook", "$ pithhouse notebook --data /srv/pithhouse --port 2719", "$ pithhouse notebook --json"
    )
)
def notebook(
    *,
    data: DataOption = DATA,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Where to listen; 0 picks a free one.")] = 2718,
    as_json: JsonOption = False,
) -> None:
    """Open a notebook on the published file, on 127.0.0.1: choose a hub, see charts, ask in SQL. Ctrl-C ends it.

    The file is opened read-only. Restart the notebook to see a file that is published later.
    """
    if find_spec("marimo") is None:
        raise typer.BadParameter("the notebook needs marimo: pip install marimo", param_hint="notebook")
    folder = DataFolder(data.absolute())
    open_published(folder.warehouse).close()
    chosen = free_port(port)
    url = f"http://{HOST}:{chosen}"
    if as_json:
        print_json({"url": url, "notebook": str(NOTEBOOK), "data": str(folder.root)})
        sys.stdout.flush()
    say(f"The notebook is coming up at {url} (Ctrl-C ends it).")
    command = [sys.executable, "-m", "marimo", "--quiet", "--yes", "run", str(NOTEBOOK), "--headless", "--no-sandbox"]
    place = ["--no-check", "--no-token", "--host", HOST, "--port", str(chosen)]
    raise typer.Exit(served([*command, *place], os.environ | QUIET | {"PITHHOUSE_DATA": str(folder.root)}))
