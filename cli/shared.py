"""What every command has besides its own options: `-h`, `--quiet`, and a line on the terminal while it works.

`main` registers every command with the class `Command`, which adds them.
"""

from typing import Any, Final

import click
from typer.core import TyperCommand, TyperOption

from cli import screen
from cli.waiting import waiting

QUIET_HELP: Final = "Print data, warnings and errors only: no progress, no hints."


class Command(TyperCommand):
    """A command with the option `--quiet` that shows that it is working."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.params.append(quiet_option())

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command, with a line on the terminal until it prints something."""
        if screen.is_quiet():
            return super().invoke(ctx)
        with waiting(f"{ctx.command_path} is at work"):
            return super().invoke(ctx)


def quiet_option() -> TyperOption:
    """Return the option `--quiet`; it takes effect as soon as it is parsed and is not passed to the command."""
    return TyperOption(
        param_decls=["--quiet", "-q"],
        is_flag=True,
        default=False,
        expose_value=False,
        is_eager=True,
        callback=_quieten,
        help=QUIET_HELP,
    )


def _quieten(_ctx: click.Context, _option: click.Parameter, value: bool) -> None:  # noqa: FBT001 (click calls it so)
    if value:
        screen.be_quiet()
