"""A comment of a tracker as the row that is stored."""

from __future__ import annotations

from pilothouse.accounts import contracts, models
from pilothouse.kit.actor import Actor
from pilothouse.kit.text import many_lines, one_line

_MOST = 100_000  # characters of a comment; a longer one is cut


def new_row(actor: Actor, batch: str, row: contracts.ImportedComment) -> models.Comment:
    """The row of a comment that an import brings for the first time."""
    return models.Comment(
        workspace_id=actor.workspace_id,
        subject=row.subject,
        author_name=_author(row),
        body=many_lines(row.body)[:_MOST],
        written_at=row.written_at,
        source=row.source,
        external_id=row.external_id,
        batch=batch,
    )


def updated(known: models.Comment, row: contracts.ImportedComment) -> models.Comment | None:
    """The row that is known, brought up to date; None when it says the same."""
    body, author = many_lines(row.body)[:_MOST], _author(row)
    if (known.body, known.author_name) == (body, author):
        return None
    known.body, known.author_name, known.version = body, author, known.version + 1
    return known


def _author(row: contracts.ImportedComment) -> str:
    return one_line(row.author_name)[:200] or "Unknown"
