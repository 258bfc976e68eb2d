"""`pithhouse mcp`: the published file for agents, by the Model Context Protocol.

It speaks on standard input and output, or over HTTP on the loopback address only. The tools are in `cli.agent_tools`,
which needs the SDK `mcp` (the extra `pithhouse[mcp]`) and is loaded when the command runs.
"""

import os
import shutil
import signal
import sys
from contextlib import suppress
from importlib.util import find_spec
from typing import Annotated, Any, Final

import typer

from cli import waiting
from cli.dev import HOST, free_port
from cli.exits import Exit
from cli.options import DATA, DataOption, examples
from cli.screen import print_json, say
from pipelines.workspace import DataFolder

app = typer.Typer()

MISSING: Final = "agents need the MCP SDK: pip install 'pithhouse[mcp]'"


@app.command(
    epilog=examples(
        "$ pithhouse mcp                               # on standard input and output: an agent starts it",
        "$ pithhouse mcp --http --port 8765            # at http://127.0.0.1:8765/mcp",
        "$ pithhouse mcp --json --data /srv/pithhouse  # what to put into an agent's configuration",
    )
)
def mcp(
    *,
    data: DataOption = DATA,
    http: Annotated[bool, typer.Option("--http", help="Serve streamable HTTP on 127.0.0.1.")] = False,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Where to listen with --http; 0 picks a free one.")
    ] = 8765,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the configuration for an agent as JSON, and end.")
    ] = False,
) -> None:
    """Answer agents by the Model Context Protocol: search, hubs, citing papers, changes, why, and SQL within bounds.

    Everything is read-only. Each question opens the file again, so that a newly published file is used at once. Texts
    of pages are returned as data. docs/mcp.md describes the tools and a configuration.
    """
    folder = DataFolder(data.absolute())
    if as_json:
        print_json(_configuration(folder, port if http else None))
        return
    if find_spec("mcp") is None:
        raise typer.BadParameter(MISSING, param_hint="mcp")
    from cli.agent_tools import server_for  # noqa: PLC0415 (see the module's docstring)

    server = server_for(folder)
    if http:
        chosen = free_port(port)
        say(f"Answering agents at http://{HOST}:{chosen}/mcp (Ctrl-C ends it).")
        with suppress(KeyboardInterrupt):
            server.run("streamable-http", host=HOST, port=chosen)
        return
    if sys.stdin.isatty():
        say("Waiting for an agent on standard input (Ctrl-C ends it). `pithhouse mcp --json` prints its configuration.")
    waiting.end()
    # At once: the thread that waits for standard input cannot be ended, and nothing has to be put in order.
    signal.signal(signal.SIGINT, lambda *_: os._exit(Exit.OK))
    server.run("stdio")


def _configuration(folder: DataFolder, port: int | None) -> dict[str, Any]:
    """Return the entry for `mcpServers` in an agent's configuration."""
    if port is not None:
        return {"mcpServers": {"pithhouse": {"url": f"http://{HOST}:{port}/mcp"}}}
    command = shutil.which("pithhouse") or "pithhouse"
    arguments = ["mcp", "--data", str(folder.root)]
    return {"mcpServers": {"pithhouse": {"command": command, "args": arguments}}}
