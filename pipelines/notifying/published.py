"""After a publish: the changes in words go into the feed, and to the webhook that asks for them.

Nothing here may stop a run: the file is published already.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import duckdb

from pipelines.notifying.changes import changes, sentences
from pipelines.notifying.feed import add_entry
from pipelines.notifying.webhook import changed, post
from pipelines.plurals import counted
from pipelines.settings import Settings
from pipelines.warehouse.connections import NotPublished
from pipelines.warehouse.publish import fingerprint_of
from pipelines.workspace import DataFolder


def tell_changes(folder: DataFolder, settings: Settings) -> Iterator[str]:
    """Tell what the published file changed, and yield what came of it, for the log; nothing where nothing changed."""
    path = folder.warehouse
    try:
        said = sentences(changes(path))
    except (duckdb.Error, NotPublished) as error:
        yield f"What changed could not be told: {error}"
        return
    if not said:
        return
    published_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    try:
        add_entry(folder.feed, fingerprint_of(path) or f"{published_at:%s}", published_at, said)
        yield f"{counted(len(said), 'sentence')} in {folder.feed}."
    except OSError as error:
        yield f"{folder.feed} could not be written: {error.strerror}."
    if address := settings.changes_webhook.get_secret_value():
        yield post(address, changed(said, published_at))
