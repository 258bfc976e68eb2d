"""`pithhouse probe URL`: fetch and parse one page of the site, keeping nothing unless asked to.

It shows what the site answers, which line of robots.txt applies, and what every line of the page would become. The
parser and the HTTP client are imported when the command runs.
"""

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.exits import Exit
from cli.explain import as_object, show
from cli.options import DATA, DataOption, JsonOption, examples
from cli.screen import print_json, print_table, say
from pipelines.fetching.site import Site
from pipelines.landing.hub_url import HUB_HOSTS, SITE, parse_hub_url
from pipelines.parsing.vocabulary.outcomes import READ
from pipelines.workspace import DataFolder

if TYPE_CHECKING:
    from pipelines.fetching.receipt import Receipt
    from pipelines.landing.captures import Arrival
    from pipelines.provenance.explain import Explanation

app = typer.Typer()


@app.command(
    epilog=examples(
        "$ pithhouse probe https://pith.science/citations/2277b36b-3ef8-58ec-b03a-07d1b9b75d66",
        "$ pithhouse probe URL --keep                  # land it; the next refresh reads it",
        "$ pithhouse probe URL --save-case cases/one   # the page and what is read in it, as a test",
        "$ pithhouse probe URL --json | jq .receipt.robots_line",
    )
)
def probe(
    url: Annotated[str, typer.Argument(metavar="URL", help="A hub page, a filtered view, or a JSON twin.")],
    *,
    data: DataOption = DATA,
    keep: Annotated[bool, typer.Option("--keep", help="Store every attempt, as refresh would.")] = False,
    save_case: Annotated[
        Path | None, typer.Option("--save-case", metavar="DIR", help="Write the page as a test case.", file_okay=False)
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Fetch one page and show what each of its lines would become. Nothing is kept unless you ask for it.

    robots.txt is checked first, and all settings apply; if no site is set, the page is fetched from Pith. The exit code
    is 3 if the answer is not a page of that hub.
    """
    from pipelines.fetching.run import fetch_one  # noqa: PLC0415 (see the module's docstring)
    from pipelines.landing.captures import as_capture  # noqa: PLC0415
    from pipelines.parsing.store.cases import write_case  # noqa: PLC0415
    from pipelines.parsing.vocabulary.capture_context import CaptureContext  # noqa: PLC0415
    from pipelines.provenance.explain import explain  # noqa: PLC0415
    from pipelines.settings import settings_of  # noqa: PLC0415

    folder = DataFolder(data.absolute())
    settings = settings_of(folder.root)
    settings = settings_of(folder.root, site=settings.site or SITE)
    address = parse_hub_url(url, (*HUB_HOSTS, *Site(settings.site).hosts))
    attempts, receipt = fetch_one(settings, address, lambda: datetime.now(UTC))
    last = attempts[-1] if attempts else None
    made = None
    if last is not None and last.outcome == "ok":
        source = CaptureContext.of(as_capture(last, last.captured_at))
        made = explain(last.body, source)
        if save_case:
            write_case(save_case, last.body, source, f"fetched from {last.url}")
            say(f"Written: {save_case}. Its text belongs to the site: replace it with your own before you commit it.")
    if as_json:
        print_json(_as_json(attempts, receipt, made))
    else:
        _show(attempts, receipt, made)
    if keep:
        _keep(folder, attempts, receipt)
    is_page = made is not None and made.reading.capture.outcome in READ
    raise typer.Exit(Exit.OK if is_page else Exit.PARTIAL)


def _show(attempts: "list[Arrival]", receipt: "Receipt", made: "Explanation | None") -> None:
    for one in attempts:
        answer = one.http.status_line if one.http else "no answer"
        print_table(f"{one.url}: {one.outcome}", ["", ""], [("answer", answer), *(one.http.fields if one.http else ())])
        if one.reason:
            say(f"{one.outcome}: {one.reason}")
    print_table("The receipt", ["", ""], [(name, str(value)) for name, value in receipt.as_json().items() if value])
    if made is not None:
        show(attempts[-1].url, attempts[-1].captured_at, made)
    elif not attempts:
        say(f"Nothing was fetched: {receipt.stop_reason}", style="red")


def _as_json(attempts: "list[Arrival]", receipt: "Receipt", made: "Explanation | None") -> dict[str, Any]:
    shown = [
        {
            "url": one.url,
            "outcome": one.outcome,
            "reason": one.reason,
            "http": asdict(one.http) if one.http else None,
            "bytes": len(one.body),
        }
        for one in attempts
    ]
    page = as_object(attempts[-1].url, attempts[-1].captured_at, made) if made else None
    return {"attempts": shown, "receipt": receipt.as_json(), "page": page}


def _keep(folder: DataFolder, attempts: "list[Arrival]", receipt: "Receipt") -> None:
    from pipelines.fetching.receipt import keep as keep_receipt  # noqa: PLC0415
    from pipelines.landing.raw_store import RawStore  # noqa: PLC0415

    with folder.lock():
        landed = RawStore(folder.raw).append(attempts, datetime.now(UTC))
        keep_receipt(receipt, folder.receipts)
    say(f"{len(landed.captures):,} stored in {folder.raw}; pithhouse refresh reads and publishes them.")
