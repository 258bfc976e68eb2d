"""The command `pithhouse`: its subcommands, and the message and exit code with which each of them ends.

Neither Dagster nor pandera is imported: they take a second, and `--help` and `query` need neither.
"""

import atexit
import os
import signal
import sys
import threading
import traceback
from contextlib import suppress
from importlib.metadata import version
from io import TextIOWrapper
from pathlib import Path
from typing import Final, NoReturn

import click
import typer

from cli import (
    dev,
    doctor,
    explain,
    export,
    hubs,
    lake,
    mcp,
    move,
    notebook,
    probe,
    query,
    refresh,
    release,
    reparse,
    report,
    status,
    versions,
    why,
)
from cli.exits import Exit, explained, was_interrupted
from cli.garbage import search_seldom
from cli.options import flowing, usual_folder, with_data
from cli.screen import be_quiet, say
from cli.shared import QUIET_HELP, Command

_PARTS: Final = {
    "Load pages": (refresh, hubs, probe),
    "Ask": (status, query, why, explain, report, notebook, mcp),
    "Hand on": (export, release),
    "Look after": (versions, lake, move, reparse, dev, doctor),
}
"""The modules of the commands, by the heading under which `--help` lists them."""

app = typer.Typer(
    name="pithhouse",
    help="A warehouse of Pith citation hubs: captures in, one published DuckDB file out.",
    epilog=(
        "Exit codes: 0 done, 1 error, 2 wrong usage or no such thing, 3 partly done, 4 a check failed, 5 locked by "
        "another run.\n\n"
        'Start with `pithhouse refresh`, then `pithhouse query "FROM hubs"`.'
    ),
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    suggest_commands=False,  # click suggests as well
    context_settings={"help_option_names": ["-h", "--help"]},
)
for panel, modules in _PARTS.items():
    for command in (one for module in modules for one in module.app.registered_commands):
        command.help = flowing(command.callback.__doc__ or "")
        command.cls = Command
        command.rich_help_panel = panel
        app.registered_commands.append(command)


@app.callback(invoke_without_command=True)
def _main(
    *,
    show_version: bool = typer.Option(False, "--version", "-V", help="Print the version.", is_eager=True),
    quiet: bool = typer.Option(False, "--quiet", "-q", help=QUIET_HELP),
) -> None:
    if show_version:
        typer.echo(f"pithhouse {version('pithhouse')}")
        raise typer.Exit
    if quiet:
        be_quiet()


def run() -> None:
    """Run the command line and leave the process with its exit code.

    Characters that the encoding of the output lacks (PYTHONIOENCODING=ascii) are escaped; no command fails because of
    them.
    """
    _open_streams()
    search_seldom()
    os.environ["PYTHONSAFEPATH"] = "1"  # no process that a command starts imports from the working directory
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    keep_interrupts()
    try:
        code = ended(sys.argv[1:])
    except KeyboardInterrupt:
        code = Exit.INTERRUPTED
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # one more Ctrl-C must not disturb the end
    _leave(code)


def _open_streams() -> None:
    """Open the standard streams that whoever started the command had closed: what is printed there goes nowhere.

    Otherwise the next file that is opened, such as a WARC, would get the number of one, and what is printed.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # it gets the lowest free number: this one
    sys.stdin = sys.stdin or open(0, closefd=False, encoding="utf-8")  # noqa: SIM115 (for the whole command)
    sys.stdout = sys.stdout or open(1, "w", closefd=False, encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", closefd=False, encoding="utf-8")  # noqa: SIM115


_AGAIN_SECONDS: Final = 0.02
"""An interrupt within the callback itself would be lost as well."""


def keep_interrupts() -> None:
    """Deliver a Ctrl-C again that Python would print and forget: in the callback of a weak reference, or a finalizer.

    Such a callback often is the first Python code after a long call of DuckDB.
    """
    sys.unraisablehook = _interrupt_again


def _interrupt_again(lost: "sys.UnraisableHookArgs") -> None:
    if issubclass(lost.exc_type, Exception | SystemExit | GeneratorExit):
        sys.__unraisablehook__(lost)
    else:  # KeyboardInterrupt, and what Dagster raises in its place
        later = threading.Timer(_AGAIN_SECONDS, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT))
        later.daemon = True
        later.start()


def _leave(code: int) -> NoReturn:
    """End the process without tearing down its modules, which would delay the prompt by a second after a run."""
    atexit._run_exitfuncs()  # noqa: SLF001 (there is no public name, and `sys.exit` does more)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # closed
            stream.flush()
    os._exit(code)


def ended(arguments: list[str]) -> int:
    """Run the command line and return its exit code; an error becomes a message that says what to do."""
    be_quiet(is_quiet=False)
    try:
        code = app(arguments, standalone_mode=False, prog_name="pithhouse")
        sys.stdout.flush()
    except click.exceptions.NoArgsIsHelpError as error:
        typer.echo(error.format_message(), err=True)
        return Exit.USAGE
    except click.ClickException as error:
        from typer import rich_utils  # noqa: PLC0415 (with Markdown and colours for code, for this message alone)

        rich_utils.rich_format_error(error)
        return error.exit_code
    except (SystemExit, BrokenPipeError) as error:  # click leaves so when the shell asked what to offer (0) ...
        return Exit.OK if isinstance(error, SystemExit) and not error.code else _closed_pipe()  # ... or a pipe closed
    except (click.Abort, KeyboardInterrupt):
        code = Exit.INTERRUPTED
    except Exception as error:  # noqa: BLE001 (the outermost place: every error ends as a message and an exit code)
        if not was_interrupted(error):
            return _failed(error, arguments)
        code = Exit.INTERRUPTED
    if code == Exit.INTERRUPTED:  # Typer turns Ctrl-C into this number
        say("Interrupted. The published file is whole; the next run completes what is missing.", style="yellow")
    return code if isinstance(code, int) else Exit.OK


def _failed(error: Exception, arguments: list[str]) -> int:
    if os.environ.get("PITHHOUSE_DEBUG"):
        traceback.print_exception(error)
    folder = _data_folder(arguments)
    if not folder.is_absolute() and not _is_somewhere():
        say(
            "The current folder does not exist any more: change to another one, then run the command again.",
            style="red",
        )
        return Exit.ERROR
    failure = explained(error)
    say(with_data(failure.what, folder), style="red")
    if failure.next_step:
        say(with_data(failure.next_step, folder), style="none")
    return failure.code


def _is_somewhere() -> bool:
    try:
        return bool(Path.cwd())
    except FileNotFoundError:
        return False


def _data_folder(arguments: list[str]) -> Path:
    """Return the data folder that a command line names, for hints: the last `--data`, else the usual one."""
    named = usual_folder()
    for place, one in enumerate(arguments):
        if one == "--data" and place + 1 < len(arguments):
            named = Path(arguments[place + 1])
        elif one.startswith("--data="):
            named = Path(one.removeprefix("--data="))
    return named


def _closed_pipe() -> int:
    """Keep Python from reporting the error again when it closes stdout, as its documentation of SIGPIPE advises."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return Exit.CLOSED_PIPE


if __name__ == "__main__":
    run()
