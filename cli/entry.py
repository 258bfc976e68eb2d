"""Entry point of the script `pithhouse`: a Ctrl-C while the commands are being loaded prints no traceback."""

import gc
import os


def run() -> None:
    """Load the commands and run the command line."""
    gc.disable()  # none of what modules make is garbage; `run_commands` enables it
    try:
        from cli.main import run as run_commands  # noqa: PLC0415 (see the module's docstring)
    except KeyboardInterrupt:
        os._exit(130)  # cli.exits.Exit.INTERRUPTED, which is not loaded
    run_commands()


if __name__ == "__main__":
    run()
