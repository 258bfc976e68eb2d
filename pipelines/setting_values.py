"""Types of settings that are texts of a certain form, and how wrong values are named. No setting is declared here."""

import re
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, ValidationError

from pipelines.addresses import is_loopback_server

PROCESSES: Final = "processes"
"""Captures are read in processes of this machine."""

_SCHEDULER: Final = re.compile(r"(tcp|tls|ws|wss)://[^\s/@]+:[0-9]{1,5}")
_LAKE: Final = re.compile("ducklake:(postgres:.+|[^:]+)")
_PASSWORD: Final = re.compile(r"\bpassword\s*=|://[^/@]*:[^/@]*@", re.IGNORECASE)


def faults_of(error: ValidationError) -> str:
    """Describe each fault by the setting's name, without the value, which may be a secret."""
    faults = []
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        name = ".".join(map(str, one["loc"]))
        name = name if not name or name.isidentifier() else ascii(name[:60])
        message = one["msg"].removeprefix("Value error, ")
        if one["type"] == "extra_forbidden":
            message = "there is no such setting (docs/settings.md lists them)"
        faults.append(f"{name}: {message}" if name else message)
    return "; ".join(faults)


def _loopback(value: str) -> str:
    if value and not is_loopback_server(value.lower()):
        raise ValueError("give a loopback address and a port, such as 127.0.0.1:8000")
    return value.lower()


def _cluster(value: str) -> str:
    if value != PROCESSES and not _SCHEDULER.fullmatch(value):
        raise ValueError(f"give {PROCESSES}, or the address of a scheduler, such as tcp://scheduler:8786")
    return value


def _lake(value: str) -> str:
    if value and not _LAKE.fullmatch(value):
        raise ValueError("give ducklake:FILE, or ducklake:postgres: and a connection string such as dbname=lake")
    if _PASSWORD.search(value):
        raise ValueError("give no password here: libpq takes it from PGPASSFILE or PGPASSWORD")
    return value


def _storage_url(value: str) -> str:
    parts = urlsplit(value)
    if not value:
        return value
    if not (parts.scheme and parts.path + parts.netloc) and not value.startswith("/"):
        raise ValueError("give a URL such as s3://bucket/prefix or file:///folder, or an absolute path")
    if "@" in parts.netloc or parts.query or parts.fragment:
        raise ValueError("give a URL without credentials and parameters: the storage's own tools say where they are")
    return value.rstrip("/")


StorageUrl = Annotated[str, AfterValidator(_storage_url)]
"""A URL of storage without credentials, or an absolute path; or nothing."""

Loopback = Annotated[str, AfterValidator(_loopback)]
"""A loopback `address:port`, in lower case; or nothing."""

Cluster = Annotated[str, AfterValidator(_cluster)]
"""`PROCESSES`, or the address of a Dask scheduler."""

Lake = Annotated[str, AfterValidator(_lake)]
"""The address of a DuckLake, without a password; or nothing."""

Shards = Annotated[
    int,
    Field(
        ge=0,
        le=1000,
        description=(
            "Parts into which hubs are divided when the warehouse is built from scratch: one after another, or side by "
            "side on the `cluster`. 0: one for each 50,000 captures (docs/scale.md)."
        ),
    ),
]
"""How many shards a build has; 0: as many as its captures need."""
