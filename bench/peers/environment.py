"""The environment of the peers: `.venv-bench` in the checkout, made from the dependency group `bench` when missing.

It is apart from `.venv`, so that no peer has a say in which versions the product is locked to.
"""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path(__file__).resolve().parents[2]
PLACE: Final = CHECKOUT / ".venv-bench"


def python() -> Path:
    """Give the Python of the peers, after making their environment where it is missing or of another group.

    Raises:
        subprocess.CalledProcessError: it could not be made; its reason is on standard error.
    """
    settings = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [str(one) for one in settings["dependency-groups"]["bench"]]
    ready, program = PLACE / ".ready", PLACE / "bin" / "python"
    if ready.exists() and ready.read_text(encoding="utf-8").splitlines() == wanted:
        return program
    sys.stderr.write(f"Setting up {PLACE.name} for the peers: once, about a minute.\n")
    uv = shutil.which("uv")
    if uv:
        subprocess.run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, PLACE], check=True)
        install: list[str | Path] = [uv, "pip", "install", "--quiet", "--python", program]
    else:
        subprocess.run([sys.executable, "-m", "venv", "--clear", PLACE], check=True)
        install = [program, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    subprocess.run([*install, *wanted], check=True)
    ready.write_text("\n".join(wanted), encoding="utf-8")
    return program
