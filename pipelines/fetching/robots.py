"""What a site's robots.txt allows us (RFC 9309), and which of its lines says so.

Protego reads the rules; here is what an answer to `/robots.txt` means, and the search for the line, which Protego does
not tell. Nothing is fetched: `access` does, and asks for every URL.
"""

import codecs
import math
from dataclasses import dataclass
from typing import Final, NamedTuple

from protego import Protego

from pipelines.fetching.transfer import Answer

AGENT: Final = "Pithhouse"
"""The product token that rules may name us by."""

MOST_BYTES: Final = 512_000
"""So much of the file is read: RFC 9309 section 2.5 asks for 500 KiB at least."""

MOST_LINES_SEARCHED: Final = 500
"""In a file with more rules the line that applies is not searched for."""

TOO_MANY_REQUESTS: Final = 429
_UNREACHABLE: Final = "robots.txt could not be had"


class Disallowed(Exception):  # noqa: N818 (what a URL is)
    """robots.txt does not allow a URL; the message names the line."""


class Permission(NamedTuple):
    """Whether a URL may be asked for, and what says so: a line of robots.txt, or why there is none."""

    is_allowed: bool
    line: str


class _Rule(NamedTuple):
    """A line that applies to us: its number, its text, its pattern's length, and Protego with this rule alone."""

    number: int
    text: str
    length: int
    allows: bool
    alone: Protego


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one host.

    Attributes:
        state: `rules`, `none` (there is no robots.txt: all is allowed), `unreachable` (nothing is allowed).
        reason: what the state comes from, in words.
        text: the file.
    """

    state: str
    reason: str
    rules: Protego
    lines: tuple[_Rule, ...] = ()

    def permission(self, url: str) -> Permission:
        """Say whether a URL may be asked for."""
        if self.state != "rules":
            return Permission(self.state == "none", self.reason)
        is_allowed = self.rules.can_fetch(url, AGENT)
        # RFC 9309 section 2.2.2: the longest match counts. Protego decided; of the lines that say so, the longest.
        matching = [one for one in self.lines if one.allows == is_allowed and not one.alone.can_fetch(url, AGENT)]
        line = max(matching, key=lambda one: one.length, default=None)
        if line is not None:
            return Permission(is_allowed, f"line {line.number}: {line.text}")
        return Permission(is_allowed, "no line speaks of it" if is_allowed else "a rule of robots.txt")

    @property
    def crawl_delay_seconds(self) -> float:
        """The pause that the file asks for; 0 where it asks for none."""
        asked = self.rules.crawl_delay(AGENT) or 0.0
        return asked if math.isfinite(asked) and asked > 0 else 0.0


def robots_of(answer: Answer) -> Robots:
    """Say what an answer to `/robots.txt` means (RFC 9309 section 2.3.1).

    A file that was read: its rules. 4xx: there are none. 5xx, no answer, half an answer, a redirect that leads out of
    the site: nothing may be fetched. So may nothing on 429, which asks to stay away.
    """
    status = answer.status or 0
    if answer.ended.fault and answer.ended.fault != "too_large":
        return unreachable(answer.ended.reason)
    if 200 <= status < 300:
        return _parsed(answer.body, is_cut=answer.ended.fault == "too_large")
    if 400 <= status < 500 and status != TOO_MANY_REQUESTS:
        return Robots("none", f"there is no robots.txt ({status})", Protego.parse(""))
    return unreachable(f"the server answered {status}")


def unreachable(reason: str) -> Robots:
    """Give the rules of a host whose robots.txt could not be had: nothing may be fetched."""
    return Robots("unreachable", f"{_UNREACHABLE}: {reason}", Protego.parse(""))


def _parsed(body: bytes, *, is_cut: bool) -> Robots:
    kept = body.removeprefix(codecs.BOM_UTF8)
    if is_cut or len(kept) > MOST_BYTES:
        kept = kept[:MOST_BYTES].rpartition(b"\n")[0]  # the last line may be half a rule
    text = kept.decode("utf-8", "replace")
    return Robots("rules", "robots.txt was read", Protego.parse(text), _lines_for_us(text))


def _lines_for_us(text: str) -> tuple[_Rule, ...]:
    """Find the lines that apply to us, by giving Protego each rule alone, in its place under its user agents."""
    lines = text.splitlines()
    fields = [_parts(line) for line in lines]
    places = [number for number, (field, value) in enumerate(fields) if field in ("allow", "disallow") and value]
    if len(places) > MOST_LINES_SEARCHED:
        return ()
    # What is not a rule stays, for it parts the groups; a rule without a value parts them and says nothing.
    bare = [
        f"{field}:" if field in ("allow", "disallow") else line for line, (field, _) in zip(lines, fields, strict=True)
    ]
    found = []
    for place in places:
        field, value = fields[place]
        if not _alone(bare, place, "/").can_fetch("/", AGENT):
            rule = _Rule(place + 1, lines[place].strip(), len(value), field == "allow", _alone(bare, place, value))
            found.append(rule)
    return tuple(found)


def _alone(bare: list[str], place: int, value: str) -> Protego:
    """Parse a file in which one line disallows `value`, and no other rule says anything."""
    return Protego.parse("\n".join([*bare[:place], f"disallow: {value}", *bare[place + 1 :]]))


def _parts(line: str) -> tuple[str, str]:
    field, _, value = line.partition("#")[0].partition(":")
    return field.strip().lower(), value.strip()
