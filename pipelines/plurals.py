"""Counts in messages: "1 row", "2 rows"."""


def counted(number: int, what: str) -> str:
    """Return a count with its noun, in the plural unless the count is 1.

    Args:
        number: the count.
        what: the noun in the singular; its plural is formed with an s.
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"
