"""Where the code of a run lives, in Dagster's terms: the code location, its repository and its jobs.

A run that a command starts carries the same origin as one that the UI starts, so that Timeline and Jobs show both.
`pithhouse dev`, `dagster dev` and `dg` all use the name declared here; `[tool.dg.project]` repeats it.
"""

import sys
from pathlib import Path
from typing import Final

from dagster._core.code_pointer import ModuleCodePointer
from dagster._core.definitions.repository_definition import SINGLETON_REPOSITORY_NAME
from dagster._core.origin import JobPythonOrigin, RepositoryPythonOrigin, get_python_environment_entry_point
from dagster._core.remote_origin import (
    ManagedGrpcPythonEnvCodeLocationOrigin,
    RemoteJobOrigin,
    RemoteRepositoryOrigin,
)
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin

LOCATION: Final = "pithhouse"
"""The name of the code location in the UI."""

MODULE: Final = "assets.definitions"
CODE: Final = Path(__file__).resolve().parent.parent
"""The folder that the packages are in: the checkout, or where they are installed."""


def remote_origin(job: str) -> RemoteJobOrigin:
    """Return the origin by which the UI groups the runs of a job: code location, repository, job."""
    loaded = LoadableTargetOrigin(module_name=MODULE, working_directory=str(CODE))
    location = ManagedGrpcPythonEnvCodeLocationOrigin(loaded, LOCATION)
    return RemoteRepositoryOrigin(location, SINGLETON_REPOSITORY_NAME).get_job_origin(job)


def code_origin(job: str) -> JobPythonOrigin:
    """Return the origin from which another process can load the code of a job."""
    pointer = ModuleCodePointer(MODULE, "defs", str(CODE))
    entry = get_python_environment_entry_point(sys.executable)
    return RepositoryPythonOrigin(sys.executable, pointer, entry_point=entry).get_job_origin(job)
