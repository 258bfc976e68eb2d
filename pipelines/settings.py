"""The settings: from `pithhouse.toml` in the data folder, overridden by environment variables (`PITHHOUSE_…`).

Each setting is declared here once, with its type, default, bounds and meaning; `docs/settings.md` is generated from it.
Nothing is read when the module is imported: callers use `settings_of` and pass the settings on.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from pipelines.addresses import is_http_url, is_origin
from pipelines.errors import InvalidSettings
from pipelines.landing.hub_url import SITE
from pipelines.setting_values import PROCESSES, Cluster, Lake, Loopback, Shards, faults_of
from pipelines.storage_settings import StorageSettings

PREFIX: Final = "PITHHOUSE_"
FILE: Final = "pithhouse.toml"
OTHER_VARIABLES: Final = frozenset({"PITHHOUSE_DATA", "PITHHOUSE_DEBUG", "PITHHOUSE_CASES"})
"""Our variables that are not settings: the data folder, tracebacks, more test cases."""

_MEBIBYTE: Final = 1 << 20


class Settings(StorageSettings):
    """All settings of one data folder. An unknown name in the file is an error; `doctor` reports unknown variables."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True)

    site: str = Field(
        "",
        description=f"The site that `refresh` fetches from, such as `{SITE}`. Empty: nothing is ever fetched.",
    )
    contact: SecretStr = Field(
        SecretStr(""),
        description="How the site's owner can reach you: e-mail or URL. Sent in the User-Agent and never displayed.",
    )
    seconds_between_requests: float = Field(
        1.0, ge=0, le=3600, description="Minimum pause between two requests to a host, in seconds."
    )
    longest_pause_seconds: float = Field(
        60.0,
        ge=0,
        le=86_400,
        description="Maximum pause when the site is slow, fails, or sets a crawl delay in robots.txt, in seconds.",
    )
    longest_retry_after_seconds: float = Field(
        300.0,
        ge=0,
        le=86_400,
        description="A Retry-After up to this many seconds is obeyed; a longer one ends the run for that host.",
    )
    attempts: int = Field(3, ge=1, le=10, description="How often a request is tried when its fault may be temporary.")
    request_seconds: float = Field(
        60.0, gt=0, le=3600, description="Timeout of a request, from first byte sent to last byte received, in seconds."
    )
    header_bytes: int = Field(
        64 * 1024, ge=1024, le=_MEBIBYTE, description="Maximum length of a response header field, in bytes."
    )
    transfer_bytes: int = Field(
        16 * _MEBIBYTE, ge=1024, le=64 * _MEBIBYTE, description="Maximum size of a body as sent (compressed), in bytes."
    )
    page_bytes: int = Field(
        32 * _MEBIBYTE, ge=1024, le=32 * _MEBIBYTE, description="Maximum size of a decompressed body, in bytes."
    )
    run_requests: int = Field(
        2000, ge=1, description="Maximum number of requests in one run, including robots.txt and retries."
    )
    run_bytes: int = Field(1024 * _MEBIBYTE, ge=1024, description="Maximum number of bytes received in one run.")
    run_seconds: float = Field(3 * 3600.0, gt=0, description="Maximum duration of fetching in one run, in seconds.")
    failures_in_a_row: int = Field(
        5, ge=1, description="Stop the run after this many consecutive pages that fail or are not hub pages."
    )
    soonest_revisit_days: float = Field(
        0.9,
        gt=0,
        le=3650,
        description="Minimum interval between requests for a fast-changing page, in days (below 1: due every day).",
    )
    latest_revisit_days: float = Field(
        30.0, gt=0, le=3650, description="Maximum interval between requests for a page that never changes, in days."
    )
    twins: bool = Field(True, description="Whether to fetch the JSON twin of each page as well.")
    filtered_views_per_hub: int = Field(
        40, ge=0, description="Maximum number of filtered views fetched for a hub that lists fewer rows than it counts."
    )
    discovery_depth: int = Field(
        0, ge=0, le=10, description="How many links away from a listed hub new hubs are added. 0: no hubs are added."
    )
    discovery_hubs: int = Field(1000, ge=0, description="Maximum number of hubs that discovery adds in total.")
    most_left_over: float = Field(
        0.2,
        ge=0,
        le=1,
        description="Nothing is published if more than this share of the lines of newly read captures is left over.",
    )
    most_lost: float = Field(
        0.05,
        ge=0,
        le=1,
        description=(
            "Nothing is published if more than this share of a table's published rows would go or change without a "
            "page that explains it. `--allow-loss` lets one run pass."
        ),
    )
    scheduled: bool = Field(
        True,
        description="Whether `pithhouse dev` refreshes once a day (if `site` is set) and cleans up once a week.",
    )
    schedule_hour: int = Field(
        5,
        ge=0,
        le=23,
        description="The hour (UTC) from which the daily refresh is due, at 17 past. A missed one is caught up.",
    )
    webhook: SecretStr = Field(
        SecretStr(""),
        description=(
            "An http(s) URL that is notified, with JSON, of every failed run, of a day without a successful refresh, "
            "and of refused files of the inbox. The field `text` is for people (Slack shows it). Never displayed."
        ),
    )
    changes_webhook: SecretStr = Field(
        SecretStr(""),
        description="An http(s) URL that is notified, in the same form, of what each publish changes. Never displayed.",
    )
    dagster_url: str = Field(
        "http://127.0.0.1:3000",
        description="The address of the Dagster UI, for links in notifications. `pithhouse dev` fills in its own.",
    )
    keep_runs_days: int = Field(
        90,
        ge=1,
        le=3650,
        description="The job `cleanup` removes Dagster's records and logs of runs older than this, in days.",
    )
    cluster: Cluster = Field(
        PROCESSES,
        description=(
            f"Where captures are read: `{PROCESSES}` of this machine, or the address of a Dask scheduler, such as "
            "`tcp://scheduler:8786` (docs/scale.md)."
        ),
    )
    build_shards: Shards = 0
    lake: Lake = Field(
        "",
        description=(
            "A DuckLake into which the published tables are brought as well: `ducklake:FILE`, or `ducklake:postgres:` "
            "and a connection string of libpq. Empty: none (docs/scale.md)."
        ),
    )
    lake_data: str = Field(
        "", description="Folder or URL of the lake's Parquet files. Empty: beside the lake's file, as `FILE.files`."
    )
    lake_keep_days: int = Field(
        30, ge=1, le=3650, description="Maintenance removes versions of the lake that are older than this, in days."
    )
    test_server: Loopback = Field(
        "",
        description="For tests: one `address:port` of this machine that may be reached over plain http. Empty: none.",
    )

    @field_validator("site")
    @classmethod
    def _is_origin(cls, value: str) -> str:
        origin = value.lower()
        if value and not is_origin(origin):
            raise ValueError(f"give only scheme and host, such as {SITE}")
        return origin.rstrip("/")

    @field_validator("contact")
    @classmethod
    def _is_header_text(cls, value: SecretStr) -> SecretStr:
        if not all(" " <= one <= "~" and one not in "()" for one in value.get_secret_value()):
            raise ValueError("give printable ASCII without parentheses: it is sent in a header")
        return value

    @field_validator("webhook", "changes_webhook")
    @classmethod
    def _is_address(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and not is_http_url(value.get_secret_value()):
            raise ValueError("give an address that starts with https:// or http://")
        return value

    @field_validator("dagster_url")
    @classmethod
    def _is_url(cls, value: str) -> str:
        if not is_http_url(value):
            raise ValueError("give an address that starts with https:// or http://")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _agree(self) -> "Settings":
        if self.site and not self.site.startswith("https:") and self.site != f"http://{self.test_server}":
            raise ValueError("site: it must start with https:// (plain http is only for the test_server)")
        if self.lake.startswith("ducklake:postgres:") and not self.lake_data:
            raise ValueError("lake_data: name a folder or URL for the Parquet files of a lake in PostgreSQL")
        if self.latest_revisit_days < self.soonest_revisit_days:
            raise ValueError("latest_revisit_days must not be below soonest_revisit_days")
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
        """Order the sources by precedence: arguments, environment, file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


DEFAULTS: Final = Settings.model_construct()
"""The default of every setting; reads neither file nor environment."""


def settings_of(folder: Path, **given: Any) -> Settings:
    """Read the settings of a data folder.

    Args:
        folder: the data folder; its `pithhouse.toml` may be missing.
        given: settings that override file and environment.

    Raises:
        InvalidSettings: a setting is unknown or out of bounds.
        OSError: the file exists and cannot be read.
    """
    path = folder / FILE

    class InFolder(Settings):
        model_config = SettingsConfigDict(toml_file=path)

    try:
        return InFolder(**given)
    except ValidationError as error:
        raise InvalidSettings(f"{faults_of(error)}. Correct {path} or the variables {PREFIX}…") from None
    except (ValueError, RecursionError) as error:  # the file is not TOML
        raise InvalidSettings(f"{path}: {error}; correct it, or remove the file to use the defaults") from error


def unknown_variables(environment: Mapping[str, str] = os.environ) -> list[str]:
    """List variables with our prefix that are not settings, such as misspelt ones."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | OTHER_VARIABLES
    return sorted(name for name in environment if name.upper().startswith(PREFIX) and name.upper() not in known)


def shown(settings: Settings) -> dict[str, str]:
    """Return every setting as text for display; a secret shows only that it is set (docs/faults.md, F34)."""
    values = {name: getattr(settings, name) for name in Settings.model_fields}
    return {
        name: ("(set)" if value.get_secret_value() else "") if isinstance(value, SecretStr) else str(value)
        for name, value in values.items()
    }
