"""The columns and the description of a table or reading as Dagster shows them, derived from the schemas.

No column is declared here (`schemas` does that), and no asset is either.
"""

from collections.abc import Callable

import dagster as dg

from schemas import table
from schemas.table import Column, Table


def column_schema(
    model: type[Table], origin: Callable[[type[Table], str], str | None] = lambda *_: None
) -> dg.TableSchema:
    """Return the columns with their types, descriptions and constraints.

    Args:
        model: the table or reading.
        origin: names the column of a reading that a column comes from; it is shown as a tag, like the key.
    """
    keys = table.keys(model)
    columns = [_column(one, origin(model, one.name), is_unique=keys == [one.name]) for one in table.columns(model)]
    constraints = dg.TableConstraints([f"unique: {', '.join(keys)}"]) if keys else None
    return dg.TableSchema(columns, constraints)


def description(model: type[Table], example: str = "") -> str:
    """Turn a model's docstring into Markdown: the grain, what else there is to say, the example as SQL.

    Args:
        model: the table or reading.
        example: a query, for a model whose docstring has none that fits.
    """
    text, _, own = (model.__doc__ or "").partition("Example:")
    paragraphs = [_markdown(" ".join(one.split())) for one in text.split("\n\n") if one.strip()]
    return "\n\n".join([*paragraphs, f"```sql\n{' '.join((example or own).split())}\n```"])


def _column(one: Column, source: str | None, *, is_unique: bool) -> dg.TableColumn:
    return dg.TableColumn(
        one.name,
        one.sql_type,
        description=_markdown(one.description),
        constraints=dg.TableColumnConstraints(nullable=one.is_nullable, unique=is_unique, other=list(one.checks)),
        tags=({"key": ""} if one.is_key else {}) | ({"from": source} if source else {}),
    )


def _markdown(text: str) -> str:
    """Keep Dagster's Markdown from taking <uuid> for a tag."""
    return text.replace("<", "&lt;")
