"""Web archive formats that are not read, recognized by file name, and what to do with each instead."""

from typing import Final

_ADVICE: Final = (
    ((".har", ".har.gz"), "a HAR of a browser; convert it to a WARC (har2warc does) and ingest that"),
    (
        (".cdx", ".cdxj", ".cdx.gz", ".cdxj.gz", ".idx"),
        "an index of a web archive, without pages; ingest the WARC itself",
    ),
    ((".mhtml", ".mht"), "a page saved by a browser as MHTML; save it as HTML, or capture it as a WARC"),
    ((".webarchive",), "a page saved by Safari; save it as page source, or capture it as a WARC"),
    ((".maff",), "a page saved by Firefox as MAFF; save it as HTML, or capture it as a WARC"),
    ((".zim",), "a ZIM archive; capture the pages as a WARC"),
    (
        (".warc.open", ".warc.gz.open", ".warc.zst.open", ".warc.gz.tmp", ".warc.tmp"),
        "a WARC that its crawler still writes; wait until it is finished and renamed",
    ),
    (
        (".warc.bz2", ".warc.xz", ".warc.lz4", ".warc.br", ".warc.7z", ".warc.zip", ".warc.gz.zip", ".warc.tar"),
        "a WARC packed in a way that is not read; unpack it, or pack it with gzip or zstd",
    ),
)


def foreign_archive(name: str) -> str | None:
    """Return what a file of this name is and what to do instead of ingesting it; None for unknown names."""
    lowered = name.lower()
    return next((advice for endings, advice in _ADVICE if lowered.endswith(endings)), None)
