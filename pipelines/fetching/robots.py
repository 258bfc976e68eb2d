"""What a site's robots.txt allows us (RFC 9309), and which of its lines decides.

Protego interprets the rules; here are the meaning of an answer to `/robots.txt`, and the search for the deciding line,
which Protego does not report. Nothing is fetched here.
"""

import codecs
import math
from dataclasses import dataclass
from typing import Final, NamedTuple

from protego import Protego

from pipelines.fetching.transfer import Answer

AGENT: Final = "Pithhouse"
"""The product token by which rules may address us."""

MOST_BYTES: Final = 512_000
"""How much of the file is read: RFC 9309 section 2.5 requires at least 500 KiB."""

MOST_LINES_SEARCHED: Final = 500
"""In a file with more rules than this, the deciding line is not searched for."""

TOO_MANY_REQUESTS: Final = 429
_UNREACHABLE: Final = "robots.txt could not be had"


class Disallowed(Exception):  # noqa: N818 (what a URL is)
    """robots.txt does not allow a URL; the message names the line."""


class Permission(NamedTuple):
    """Whether a URL may be requested, and the deciding line of robots.txt, or why there is none."""

    is_allowed: bool
    line: str


class _Rule(NamedTuple):
    """A line that applies to us: its number, text, pattern length, effect, and Protego with only this rule."""

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
        reason: the cause of the state, in words.
        text: the file.
    """

    state: str
    reason: str
    rules: Protego
    lines: tuple[_Rule, ...] = ()

    def permission(self, url: str) -> Permission:
        """Return whether a URL may be requested, and why."""
        if self.state != "rules":
            return Permission(self.state == "none", self.reason)
        is_allowed = self.rules.can_fetch(url, AGENT)
        # RFC 9309 section 2.2.2: the longest match counts. Protego decides; the longest line that agrees is named.
        matching = [one for one in self.lines if one.allows == is_allowed and not one.alone.can_fetch(url, AGENT)]
        line = max(matching, key=lambda one: one.length, default=None)
        if line is not None:
            return Permission(is_allowed, f"line {line.number}: {line.text}")
        return Permission(is_allowed, "no line speaks of it" if is_allowed else "a rule of robots.txt")

    @property
    def crawl_delay_seconds(self) -> float:
        """The pause that the file asks for; 0 if it asks for none."""
        asked = self.rules.crawl_delay(AGENT) or 0.0
        return asked if math.isfinite(asked) and asked > 0 else 0.0


def robots_of(answer: Answer) -> Robots:
    """Return what an answer to `/robots.txt` means (RFC 9309 section 2.3.1).

    A readable file: its rules. 4xx: no rules. 5xx, no answer, half an answer, a redirect out of the site, and also 429,
    which asks to stay away: nothing may be fetched.
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
    """Return the rules of a host whose robots.txt cannot be read: nothing may be fetched."""
    return Robots("unreachable", f"{_UNREACHABLE}: {reason}", Protego.parse(""))


def _parsed(body: bytes, *, is_cut: bool) -> Robots:
    kept = body.removeprefix(codecs.BOM_UTF8)
    if is_cut or len(kept) > MOST_BYTES:
        kept = kept[:MOST_BYTES].rpartition(b"\n")[0]  # the last line may be half a rule
    text = kept.decode("utf-8", "replace")
    return Robots("rules", "robots.txt was read", Protego.parse(text), _lines_for_us(text))


def _lines_for_us(text: str) -> tuple[_Rule, ...]:
    """Find the lines that apply to us by passing each rule alone to Protego, in its place under its user agents."""
    lines = text.splitlines()
    fields = [_parts(line) for line in lines]
    places = [number for number, (field, value) in enumerate(fields) if field in ("allow", "disallow") and value]
    if len(places) > MOST_LINES_SEARCHED:
        return ()
    # Lines that are not rules stay, because they separate groups; so do rules without a value, which say nothing.
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
    """Parse a file in which only one line disallows `value`, and no other rule has an effect."""
    return Protego.parse("\n".join([*bare[:place], f"disallow: {value}", *bare[place + 1 :]]))


def _parts(line: str) -> tuple[str, str]:
    field, _, value = line.partition("#")[0].partition(":")
    return field.strip().lower(), value.strip()
