"""What the figures were measured on, in one line."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

import psutil


def facts() -> str:
    """Name processor, cores, memory, system, Python, the libraries that do the work, and how busy the machine was."""
    info = Path("/proc/cpuinfo")
    models = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    processor = models[0].partition(": ")[2] if models else platform.processor() or platform.machine()
    libraries = ", ".join(f"{name} {version(name)}" for name in ("duckdb", "polars", "selectolax", "dagster"))
    return (
        f"{processor}, {os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB, {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}, {libraries}; "
        f"load {os.getloadavg()[0]:.1f} in the last minute"
    )
