"""Readings of pages that were read as they arrived, stored once the pages are safe in the raw store.

A page is landed first. Its reading is kept in memory until the raw store has synced the page, and is then written in a
batch, like those that `ReadingStore.read_new` writes. A run that is killed loses what was not written: the next call of
`read_new` reads those captures.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import polars as pl

from pipelines.landing.captures import Capture
from pipelines.parsing.store.frames import CHUNK, Frames, frames, validated_frames
from pipelines.parsing.store.readings import BATCH, ReadingStore
from pipelines.parsing.store.report import ReadingReport
from pipelines.parsing.vocabulary.records import Reading
from schemas.readings.capture_readings import CaptureReadings

ReadAgain = Callable[[Sequence[Capture]], Iterable[Reading]]
"""Reads landed captures, in their order."""


class ArrivingReadings:
    """The readings of one run of landing.

    Attributes:
        report: what was written.
    """

    def __init__(self, store: ReadingStore, again: ReadAgain) -> None:
        """Prepare to write.

        Args:
            store: where the batches go; what an interrupted write left there is removed.
            again: reads captures once more, for a batch with rows that break a promise of the schemas.
        """
        store.remove_unfinished()
        self._store = store
        self._again = again
        self._objects: list[Reading] = []
        self._parts: list[Frames] = []
        self._synced: dict[str, Capture] = {}
        self.report: Final = ReadingReport()

    def take(self, reading: Reading) -> None:
        """Keep a reading until its capture is synced; it has to be the one that stands for all with the same bytes."""
        self._objects.append(reading)
        if len(self._objects) >= CHUNK:
            self._pack()

    def synced(self, captures: Sequence[Capture]) -> None:
        """Write the readings that wait, if they make a batch.

        Args:
            captures: new ones that are safe in the raw store. With those of former calls they are all that landed until
                now, so that every reading that was taken is of one of them, or of a capture that did not land.

        Raises:
            OSError: the batch cannot be written; nothing of it is there.
        """
        self._synced |= {one.capture_id: one for one in captures}
        if sum(part[CaptureReadings].height for part in self._parts) + len(self._objects) >= BATCH:
            self.finish()

    def finish(self) -> None:
        """Write the readings that wait; those of captures that did not land are dropped.

        Raises:
            OSError: the batch cannot be written; nothing of it is there.
        """
        self._pack()
        parts, self._parts = self._parts, []
        if not parts:
            return
        made = {model: pl.concat([part[model] for part in parts]) for model in parts[0]}
        read = made[CaptureReadings]["capture_id"].to_list()
        landed = [self._synced.pop(one) for one in read if one in self._synced]
        if not landed:
            return
        if len(landed) < len(read):
            kept = [one.capture_id for one in landed]
            made = {model: frame.filter(pl.col("capture_id").is_in(kept)) for model, frame in made.items()}
        made = validated_frames(made, lambda: self._again(landed))
        self._store.write(made)
        self.report.add(made)

    def _pack(self) -> None:
        """Turn objects into columns, a tenth of the size."""
        if self._objects:
            self._parts.append(frames(self._objects))
            self._objects = []
