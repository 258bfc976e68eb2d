"""`pithhouse dev`: the Dagster UI over a data folder, on this machine only.

Dagster runs as a separate process. Only its home is imported here, when the command runs.
"""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Annotated, BinaryIO, Final

import typer

from cli.exits import Exit
from cli.options import DATA, DataOption, JsonOption, examples
from cli.plain_paths import plain_path
from cli.screen import print_json, say
from pipelines.workspace import DataFolder

app = typer.Typer()

HOST: Final = "127.0.0.1"
LOG: Final = "dev.log"
"""Where Dagster's own log goes without --verbose, in its home; each start begins it anew."""

TOLD_LINES: Final = 20
"""So many of the log's last lines are shown when Dagster ends by itself."""

SAFE_PATH: Final = {"PYTHONSAFEPATH": "1"}
"""Keeps Python, and what it starts, from importing a `duckdb.py` or the like from the working directory."""


@app.command(
    epilog=examples("$ pithhouse dev", "$ pithhouse dev --data /srv/pithhouse --port 3001", "$ pithhouse dev --verbose")
)
def dev(
    *,
    data: DataOption = DATA,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Where to listen; 0 picks a free one.")] = 3000,
    as_json: JsonOption = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Show what Dagster logs, here instead of in dagster/dev.log.")
    ] = False,
) -> None:
    """Open the Dagster UI on 127.0.0.1: the graph, every run, asset, check and row count. Ctrl-C ends it."""
    from assets.origin import CODE, LOCATION, MODULE  # noqa: PLC0415 (Dagster: `--help` must not wait for it)
    from cli.dagster_home import prepared  # noqa: PLC0415
    from pipelines.settings import DEFAULTS, settings_of  # noqa: PLC0415 (pydantic, likewise)

    folder = DataFolder(data.absolute())
    home, chosen = prepared(folder), free_port(port)
    url = f"http://{HOST}:{chosen}"
    if as_json:
        print_json({"url": url, "dagster_home": str(home), "data": str(folder.root)})
        sys.stdout.flush()
    say(f"The Dagster UI is coming up at {url} (Ctrl-C ends it).")
    plain = plain_path(home)
    surroundings = os.environ | {"DAGSTER_HOME": str(plain), "PITHHOUSE_DATA": str(folder.root)}
    if settings_of(folder.root).dagster_url == DEFAULTS.dagster_url:
        surroundings["PITHHOUSE_DAGSTER_URL"] = url
    module = {"module_name": MODULE, "working_directory": str(CODE), "location_name": LOCATION}
    workspace = plain / "workspace.yaml"
    workspace.write_text(json.dumps({"load_from": [{"python_module": module}]}), encoding="utf-8")  # JSON is YAML too
    command = _command(workspace, chosen, is_verbose=verbose)
    raise typer.Exit(served(command, surroundings, None if verbose else home / LOG))


def _command(workspace: Path, port: int, *, is_verbose: bool) -> list[str]:
    level = "info" if is_verbose else "error"
    place = ["--workspace", str(workspace), "--host", HOST, "--port", str(port)]
    quiet = [] if is_verbose else ["-W", "ignore::FutureWarning"]  # Dagster advertises another tool of its own
    levels = ["--log-level", level, "--code-server-log-level", level]
    return [sys.executable, "-P", *quiet, "-m", "dagster", "dev", *place, *levels]


def served(command: list[str], surroundings: dict[str, str], log: Path | None = None) -> int:
    """Run a server until it ends, or until Ctrl-C, SIGTERM or SIGHUP ends it; wait until it has ended.

    Args:
        command: the server's command line.
        surroundings: its environment.
        log: receives the server's output; its last lines are shown if the server fails. None: the terminal.

    Returns:
        The exit code for the command.
    """
    if log is None:
        return _served(command, surroundings, None)
    with log.open("wb") as file:
        code = _served(command, surroundings, file)
    if code:
        say("\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-TOLD_LINES:]))
    return code


def _served(command: list[str], surroundings: dict[str, str], log: BinaryIO | None) -> int:
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell starts background jobs deaf to it; Dagster's too
    with subprocess.Popen(  # noqa: S603 (our own command line)
        command,
        env=surroundings | SAFE_PATH,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        process_group=0,  # Ctrl-C reaches this process only; servers answer it with a traceback
    ) as server:
        for ending in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(ending, lambda *_: server.terminate())
        try:
            code = server.wait()
        except KeyboardInterrupt:
            server.terminate()
            server.wait()
            return Exit.OK
    return Exit.OK if code in {0, -signal.SIGTERM, 128 + signal.SIGTERM} else Exit.ERROR


def free_port(wanted: int) -> int:
    """Return the port to listen on.

    Raises:
        typer.BadParameter: another program listens there.
    """
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((HOST, wanted))
        except OSError as error:
            raise typer.BadParameter(f"{HOST}:{wanted} is taken; name another one", param_hint="--port") from error
        return int(one.getsockname()[1])
