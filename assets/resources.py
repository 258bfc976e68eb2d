"""What the assets are given: the data folder with its lock, the sources, the clock.

No step is here. `definitions.build_defs` binds them; tests and the command line bind others in their place. The
environment is read when a run asks for the folder, never at import.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
from pydantic import Field, PrivateAttr

from pipelines.fetching.plan import PlannedHub, plan
from pipelines.landing.files.inbox import prepare
from pipelines.landing.files.sample import taken_where_none_is_named
from pipelines.landing.raw_store import RawStore
from pipelines.parsing.store.readings import ReadingStore
from pipelines.scaling.objects.sync import pull
from pipelines.settings import Settings, settings_of
from pipelines.warehouse.connections import keeping_open
from pipelines.workspace import DataFolder

WAIT_SECONDS = 60.0
"""So long a run waits for another one before it gives up."""


class FolderResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The data folder, held as its one writer for as long as the run has this resource.

    In one process that is the whole run, from landing to publishing; were steps started in processes of their own,
    each of them would hold it in its turn.
    """

    path: str = Field(default="", description="The data folder. Empty: PITHHOUSE_DATA, else `data`.")
    allow_loss: bool = Field(
        default=False, description="Whether this run may publish a file that loses rows no page explains."
    )
    wait_seconds: float = Field(default=WAIT_SECONDS, description="How long to wait for another run, in seconds.")

    @property
    def folder(self) -> DataFolder:
        """The paths below the folder."""
        return DataFolder(Path(self.path or os.environ.get("PITHHOUSE_DATA") or "data").absolute())

    _of_this_run: Settings | None = PrivateAttr(None)

    @property
    def settings(self) -> Settings:
        """The settings of the folder: in a run those that it began with, elsewhere read anew.

        Raises:
            InvalidSettings: one has no meaning.
        """
        return self._of_this_run or settings_of(self.folder.root)

    def plan(self, now: datetime) -> list[PlannedHub]:
        """Say of every listed hub whether it is due at the site, and why."""
        folder = self.folder
        return plan(self.settings, RawStore(folder.raw), ReadingStore(folder.readings), folder.hubs_csv, now).hubs

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator["FolderResource"]:
        """Hold the lock for as long as the run goes on, and keep the files open that are asked.

        What others brought to the URLs of the settings is fetched before.

        Raises:
            Locked: another run still holds the folder after `wait_seconds`.
            StorageFailed: a URL of the settings does not answer.
        """
        if context.log:
            context.log.debug(f"Waiting for the lock of {self.folder.root}, at most {self.wait_seconds:g} s.")
        with self.folder.lock(self.wait_seconds), keeping_open():
            prepare(self.folder.inbox)
            self._of_this_run = settings_of(self.folder.root)
            pull(self.folder, self._of_this_run)
            try:
                yield self
            finally:
                self._of_this_run = None


class Sources(dg.ConfigurableResource):  # type: ignore[type-arg]
    """What to take in. It can be set in the Launchpad of the job `refresh`, and the run then says what it took."""

    paths: list[str] = Field(
        default=[],
        description=(
            "Files, folders and web archives to take in. Empty: the hubs that are due at the site, where the setting "
            "`site` names one; else the bundled sample of made-up pages, and nothing where there are captures of other "
            "hubs."
        ),
    )

    def is_live(self, settings: Settings) -> bool:
        """Tell whether hubs are fetched from the site: where one is set, and no files are named."""
        return bool(settings.site) and not self.paths

    def chosen(self, folder: DataFolder) -> list[Path]:
        """Return the paths to take in: those that are named, else the sample where it may be taken.

        Raises:
            SourceNotFound: nothing is named, and this installation has no sample.
        """
        return [Path(path) for path in self.paths] or taken_where_none_is_named(folder)


class Clock(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The time, so that a run can be repeated with another one."""

    fixed_at: str = Field(default="", description="An ISO 8601 time with its offset, to use for now. Empty: now.")

    def now(self) -> datetime:
        """Return the time in UTC.

        Raises:
            ValueError: `fixed_at` is no time, or has no offset.
        """
        if not self.fixed_at:
            return datetime.now(UTC)
        moment = datetime.fromisoformat(self.fixed_at)
        if moment.tzinfo is None:
            raise ValueError(f"fixed_at has no offset from UTC: {self.fixed_at}")
        return moment.astimezone(UTC)
