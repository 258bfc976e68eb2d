"""The settings: from `pithhouse.toml` in the data folder and from the environment (`PITHHOUSE_…`), which wins.

Each setting is declared here once, with its type, default, bounds and meaning; `docs/settings.md` is made from this.
Nothing is read when the module is imported. `assets` and `cli` call `settings_of` and hand the settings down.
"""

import ipaddress
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from pipelines.errors import InvalidSettings
from pipelines.landing.hub_url import SITE

PREFIX: Final = "PITHHOUSE_"
FILE: Final = "pithhouse.toml"
OTHER_VARIABLES: Final = frozenset({"PITHHOUSE_DATA", "PITHHOUSE_DEBUG", "PITHHOUSE_CASES"})
"""Variables of ours that are no settings: the data folder, tracebacks, more test cases."""

_MEBIBYTE: Final = 1 << 20
_ORIGIN: Final = re.compile(r"https?://([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\])(:[0-9]{1,5})?/?")


class Settings(BaseSettings):
    """All settings of one data folder. A name that is not here is refused in the file, and named by `doctor`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    site: str = Field(
        "",
        description=f"The site that `refresh` fetches from, as `{SITE}`. Empty: nothing is ever fetched.",
    )
    contact: SecretStr = Field(
        SecretStr(""),
        description="How the site's owner reaches you: e-mail or URL. Sent in the User-Agent, shown nowhere.",
    )
    seconds_between_requests: float = Field(
        1.0, ge=0, le=3600, description="The least pause between two requests to a host, in seconds."
    )
    longest_pause_seconds: float = Field(
        60.0,
        ge=0,
        le=86_400,
        description="The longest pause, when the site is slow, fails, or asks for one in robots.txt, in seconds.",
    )
    longest_retry_after_seconds: float = Field(
        300.0,
        ge=0,
        le=86_400,
        description="A Retry-After up to this is obeyed; a longer one ends the run for that host, in seconds.",
    )
    attempts: int = Field(3, ge=1, le=10, description="How often a request is tried when a fault may pass.")
    request_seconds: float = Field(
        60.0, gt=0, le=3600, description="All of one request, from the first byte out to the last byte in, in seconds."
    )
    header_bytes: int = Field(
        64 * 1024, ge=1024, le=_MEBIBYTE, description="The longest header field that is taken, in bytes."
    )
    transfer_bytes: int = Field(
        16 * _MEBIBYTE, ge=1024, le=64 * _MEBIBYTE, description="The largest body as it is sent (compressed), in bytes."
    )
    page_bytes: int = Field(
        32 * _MEBIBYTE, ge=1024, le=32 * _MEBIBYTE, description="The largest body when it is decompressed, in bytes."
    )
    run_requests: int = Field(2000, ge=1, description="The most requests in one run, robots.txt and retries included.")
    run_bytes: int = Field(1024 * _MEBIBYTE, ge=1024, description="The most bytes received in one run.")
    run_seconds: float = Field(3 * 3600.0, gt=0, description="The longest that one run goes on fetching, in seconds.")
    failures_in_a_row: int = Field(
        5, ge=1, description="So many pages in a row that cannot be had, or are no hub pages, end the run."
    )
    soonest_revisit_days: float = Field(
        0.9,
        gt=0,
        le=3650,
        description="A page is not asked for again before, however often it changes, in days (below 1: due every day).",
    )
    latest_revisit_days: float = Field(
        30.0, gt=0, le=3650, description="A page is asked for again after this, however stable it is, in days."
    )
    twins: bool = Field(True, description="Whether the JSON twin of a page is fetched with it.")
    filtered_views_per_hub: int = Field(
        40, ge=0, description="The most filtered views fetched to complete a hub that lists fewer rows than it counts."
    )
    discovery_depth: int = Field(
        0, ge=0, le=10, description="How many links away from a listed hub new hubs are taken up. 0: none are."
    )
    discovery_hubs: int = Field(1000, ge=0, description="The most hubs that discovery takes up in all.")
    most_left_over: float = Field(
        0.2,
        ge=0,
        le=1,
        description="The share of the lines of newly read captures above which, left over, they stop the publish.",
    )
    most_lost: float = Field(
        0.05,
        ge=0,
        le=1,
        description=(
            "The share of a table's published rows above which they stop the publish when they would go or change "
            "without a page that explains it. `--allow-loss` lets one run pass."
        ),
    )
    scheduled: bool = Field(
        True,
        description="Whether `pithhouse dev` refreshes once a day (where there is a `site`) and cleans up once a week.",
    )
    webhook: SecretStr = Field(
        SecretStr(""),
        description="An http(s) address that is told, as JSON, when a run of `pithhouse dev` fails. Shown nowhere.",
    )
    keep_runs_days: int = Field(
        90, ge=1, le=3650, description="The job `cleanup` removes Dagster's records and logs of older runs, in days."
    )
    test_server: str = Field(
        "",
        description="For tests: one `address:port` of this machine that may be asked over plain http. Empty: none.",
    )

    @field_validator("site")
    @classmethod
    def _is_origin(cls, value: str) -> str:
        origin = value.lower()
        if value and not (_ORIGIN.fullmatch(origin) and _has_valid_port(origin)):
            raise ValueError(f"give scheme and host and nothing else, as {SITE}")
        return origin.rstrip("/")

    @field_validator("test_server")
    @classmethod
    def _is_loopback(cls, value: str) -> str:
        if value and not _is_loopback_server(value.lower()):
            raise ValueError("give a loopback address and a port, as 127.0.0.1:8000")
        return value.lower()

    @field_validator("contact")
    @classmethod
    def _is_header_text(cls, value: SecretStr) -> SecretStr:
        if not all(" " <= one <= "~" and one not in "()" for one in value.get_secret_value()):
            raise ValueError("give printable ASCII without parentheses: it is sent in a header")
        return value

    @field_validator("webhook")
    @classmethod
    def _is_address(cls, value: SecretStr) -> SecretStr:
        address = value.get_secret_value()
        if address and (urlsplit(address).scheme not in {"http", "https"} or not urlsplit(address).hostname):
            raise ValueError("give an address that starts with https:// or http://")
        return value

    @model_validator(mode="after")
    def _agree(self) -> "Settings":
        if self.site and not self.site.startswith("https:") and self.site != f"http://{self.test_server}":
            raise ValueError("site: it starts with https:// (plain http is for the test_server alone)")
        if self.latest_revisit_days < self.soonest_revisit_days:
            raise ValueError("latest_revisit_days is below soonest_revisit_days")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 (pydantic-settings names it)
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Rank the sources: what a caller gives, the environment, the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


DEFAULTS: Final = Settings.model_construct()
"""Every setting as it is where nobody sets one; neither file nor environment is asked."""


def settings_of(folder: Path, **given: Any) -> Settings:
    """Read the settings of a data folder.

    Args:
        folder: the data folder; its `pithhouse.toml` may be missing.
        given: settings that win over file and environment.

    Raises:
        InvalidSettings: a setting is unknown or out of its bounds.
        OSError: the file is there and cannot be read.
    """
    path = folder / FILE

    class InFolder(Settings):
        model_config = SettingsConfigDict(toml_file=path)

    try:
        return InFolder(**given)
    except ValidationError as error:
        raise InvalidSettings(_explained(error, path)) from None
    except (ValueError, RecursionError) as error:  # the file is no TOML
        raise InvalidSettings(f"{path}: {error}; correct it, or remove the file to have every default") from error


def unknown_variables(environment: Mapping[str, str] = os.environ) -> list[str]:
    """List the variables that look like ours and mean nothing: misspelt settings."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | OTHER_VARIABLES
    return sorted(name for name in environment if name.upper().startswith(PREFIX) and name.upper() not in known)


def shown(settings: Settings) -> dict[str, str]:
    """Give every setting as text for people; a secret is only said to be set (FAULTS.md F34)."""
    values = {name: getattr(settings, name) for name in Settings.model_fields}
    return {
        name: ("(set)" if value.get_secret_value() else "") if isinstance(value, SecretStr) else str(value)
        for name, value in values.items()
    }


def _explained(error: ValidationError, path: Path) -> str:
    """Say each fault by the setting's name; the value is left out, for it may be a secret."""
    faults = []
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        name = ".".join(map(str, one["loc"]))
        name = name if not name or name.isidentifier() else ascii(name[:60])
        message = one["msg"].removeprefix("Value error, ")
        if one["type"] == "extra_forbidden":
            message = "there is no such setting (docs/settings.md lists them)"
        faults.append(f"{name}: {message}" if name else message)
    return f"{'; '.join(faults)}. Correct {path} or the variables {PREFIX}…"


def _has_valid_port(origin: str) -> bool:
    """Tell whether the port of an origin is one, or none is given."""
    try:
        return urlsplit(origin).port != 0
    except ValueError:
        return False


def _is_loopback_server(text: str) -> bool:
    """Tell whether a text is `address:port` of this machine."""
    origin = f"http://{text}"
    if not (_ORIGIN.fullmatch(origin) and _has_valid_port(origin)) or text.endswith("/"):
        return False
    parts = urlsplit(origin)
    try:
        return parts.port is not None and ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False
