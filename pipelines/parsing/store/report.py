"""Counts of what one call of reading did."""

from collections import Counter
from dataclasses import dataclass, field

from pipelines.parsing.store.frames import Frames
from schemas.quarantine import Quarantine
from schemas.readings.capture_readings import CaptureReadings
from schemas.readings.word_readings import WordReadings
from schemas.residue import Residue


@dataclass(slots=True)
class ReadingReport:
    """What one call read: captures, batches, captures by outcome, and what needs a look."""

    read: int = 0
    batches: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    residue_lines: int = 0
    quarantined_cells: int = 0
    unknown_words: int = 0

    def add(self, made: Frames) -> None:
        """Count one more batch."""
        captures = made[CaptureReadings]
        self.read += captures.height
        self.batches += 1
        found = Counter(self.outcomes) + Counter(captures["outcome"])
        self.outcomes = dict(sorted(found.items()))
        self.residue_lines += made[Residue].height
        self.quarantined_cells += made[Quarantine].height
        self.unknown_words += int((~made[WordReadings]["is_known"]).sum())

    def plus(self, other: "ReadingReport") -> "ReadingReport":
        """Return the report of both."""
        outcomes = Counter(self.outcomes) + Counter(other.outcomes)
        return ReadingReport(
            self.read + other.read,
            self.batches + other.batches,
            dict(sorted(outcomes.items())),
            self.residue_lines + other.residue_lines,
            self.quarantined_cells + other.quarantined_cells,
            self.unknown_words + other.unknown_words,
        )
