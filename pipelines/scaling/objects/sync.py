"""What a run does with the URLs of the settings before it begins, and whether there is anything left to bring there.

Without such settings nothing is loaded and nothing is asked.
"""

from pipelines.landing.segments.sync import is_all_there
from pipelines.objects.marker import place_of
from pipelines.parsing.store.readings import ReadingStore
from pipelines.progress import ProgressCallback, no_progress
from pipelines.settings import Settings
from pipelines.workspace import DataFolder


def pull(folder: DataFolder, settings: Settings, advance: ProgressCallback = no_progress) -> None:
    """Fetch what others brought to the URLs of captures and readings.

    Args:
        folder: the data folder, held by its lock.
        settings: name the URLs.
        advance: told of progress, in batches of readings.

    Raises:
        StorageFailed: a URL does not answer, or does not have what it should.
        ScaleMissing: a package for this kind of URL is not installed.
        RawStoreBusy: another process is landing captures.
        OSError: the disk refused.
    """
    if settings.raw_url or place_of(folder.raw):
        from pipelines.scaling.objects.captures import pull_captures  # noqa: PLC0415 (where it is needed)

        pull_captures(folder, settings)
    if settings.readings_url:
        from pipelines.scaling.objects.readings import ReadingsAtUrl  # noqa: PLC0415

        ReadingsAtUrl(ReadingStore(folder.readings), settings.readings_url).pull(advance)


def is_pushed(folder: DataFolder, settings: Settings) -> bool:
    """Return whether the URLs were last left with what the folder has; they are not asked."""
    if not is_all_there(folder.raw):
        return False
    if settings.readings_url:
        from pipelines.scaling.objects.readings import ReadingsAtUrl  # noqa: PLC0415

        if not ReadingsAtUrl(ReadingStore(folder.readings), settings.readings_url).is_all_there():
            return False
    if settings.published_url:
        from pipelines.scaling.objects.published import is_brought  # noqa: PLC0415

        return is_brought(folder, settings)
    return True
