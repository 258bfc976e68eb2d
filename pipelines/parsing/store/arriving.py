"""Readings made while pages arrive, stored once the raw store has synced the pages.

A reading is kept in memory until then, and is written in a batch like those of `ReadingStore.read_new`. A killed run
loses the readings that were not written; the next call of `read_new` reads those captures again.
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
            store: receives the batches; leftovers of an interrupted write are removed from it.
            again: reads captures once more, for a batch with rows that break a schema.
        """
        store.remove_unfinished()
        self._store = store
        self._again = again
        self._objects: list[Reading] = []
        self._parts: list[Frames] = []
        self._synced: dict[str, Capture] = {}
        self.report: Final = ReadingReport()

    def take(self, reading: Reading) -> None:
        """Keep a reading until its capture is synced; it must be the canonical reading of its bytes."""
        self._objects.append(reading)
        if len(self._objects) >= CHUNK:
            self._pack()

    def synced(self, captures: Sequence[Capture]) -> None:
        """Write the waiting readings if they fill a batch.

        Args:
            captures: the captures synced since the last call. Together with those of former calls, they are all that
                landed: a reading that belongs to none of them belongs to a capture that did not land.

        Raises:
            OSError: the batch cannot be written; nothing of it is stored.
        """
        self._synced |= {one.capture_id: one for one in captures}
        if sum(part[CaptureReadings].height for part in self._parts) + len(self._objects) >= BATCH:
            self.finish()

    def finish(self) -> None:
        """Write the waiting readings; those of captures that did not land are dropped.

        Raises:
            OSError: the batch cannot be written; nothing of it is stored.
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
        """Turn objects into columns, which take a tenth of the memory."""
        if self._objects:
            self._parts.append(frames(self._objects))
            self._objects = []
