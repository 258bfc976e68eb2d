"""Parsers that do in a worker what a fault of ours, or of the HTML parser, could do: for `test_workers`.

A body says by its first word what becomes of it; any other is read by the real parser. Imported by the workers.
"""

import os
import signal
import time

from selectolax.lexbor import LexborHTMLParser

from pipelines.parsing.lines.html import html_lines
from pipelines.parsing.parse import read_capture
from pipelines.parsing.vocabulary.capture_context import CaptureContext
from pipelines.parsing.vocabulary.records import Reading


def hostile(body: bytes, source: CaptureContext) -> Reading:
    word = body.partition(b" ")[0]
    match word:
        case b"raise":
            raise ZeroDivisionError("division by zero")
        case b"kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case b"abort":
            os.abort()
        case b"exit":
            os._exit(0)
        case b"forever":
            while True:
                time.sleep(60)
        case b"call":  # one call into C of minutes, which no signal interrupts
            LexborHTMLParser(b"<div>" * 400_000)
        case b"hog":
            taken = [bytes(1 << 20) for _ in range(1 << 20)]
            return hostile(taken[0], source)
        case b"drawn":  # the same, but the memory is taken in C
            html_lines(b"<br>" * 30_000_000)
    return read_capture(body, source)
