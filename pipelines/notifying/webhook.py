"""Messages to a webhook: JSON over HTTP, with the field `text` that Slack, Mattermost and others show.

What is worth a message is decided elsewhere. The address is a secret and appears in no log (docs/faults.md, F34).
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from urllib.request import Request, urlopen

from pipelines.plurals import counted

SECONDS: Final = 10.0
"""Timeout of a message."""


def run_failed(job: str, run_id: str, steps: list[str], cause: str, ui: str) -> dict[str, Any]:
    """Return the message about a failed run.

    Args:
        job: the name of the job.
        run_id: the run.
        steps: the steps that failed; none when the run failed before its first step.
        cause: what went wrong, in one line.
        ui: the address of the Dagster UI.
    """
    where = f" in {', '.join(steps)}" if steps else ""
    link = f"{ui}/runs/{run_id}"
    text = f"Pithhouse: the run of `{job}` failed{where}. {cause}\n{link}"
    return {
        "text": text,
        "event": "run_failed",
        "job": job,
        "run_id": run_id,
        "steps": steps,
        "error": cause,
        "url": link,
    }


def no_run(last: str, ui: str) -> dict[str, Any]:
    """Return the message about a day without a successful run; `last` says when the last one ended."""
    text = f"Pithhouse: no refresh has succeeded for more than a day; the last one: {last}.\n{ui}/jobs"
    return {"text": text, "event": "no_run", "last_run": last, "url": f"{ui}/jobs"}


def files_refused(refused: Mapping[str, str], run_id: str, ui: str) -> dict[str, Any]:
    """Return the message about dropped files that a run could not use; `refused` holds the reason of each."""
    link = f"{ui}/runs/{run_id}"
    listed = "\n".join(f"- {name}: {reason}" for name, reason in refused.items())
    text = f"Pithhouse: {counted(len(refused), 'dropped file')} refused.\n{listed}\n{link}"
    return {"text": text, "event": "files_refused", "files": dict(refused), "run_id": run_id, "url": link}


def changed(sentences: Sequence[str], published_at: datetime) -> dict[str, Any]:
    """Return the message about what a publish changed, one sentence for each change."""
    return {
        "text": "\n".join(sentences),
        "event": "changes",
        "changes": list(sentences),
        "published_at": published_at.isoformat(),
    }


def post(address: str, message: Mapping[str, Any]) -> str:
    """Send a message, and return what came of it, without the address.

    A webhook that is down is no reason to fail: nothing is raised.
    """
    request = Request(  # noqa: S310 (the settings allow http and https only)
        address, json.dumps(message).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    try:
        with urlopen(request, timeout=SECONDS) as answer:  # noqa: S310
            return f"The webhook answered {answer.status}."
    except (OSError, ValueError) as error:
        return f"The webhook could not be told: {type(error).__name__}."
