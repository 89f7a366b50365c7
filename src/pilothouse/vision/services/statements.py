"""Statements of a blueprint: cut from its text again each time that it changes."""

from __future__ import annotations

from dataclasses import asdict

from pilothouse.kit import bulk
from pilothouse.vision import models, planning

_FIELDS = (
    "kind",
    "text",
    "part",
    "position",
    "start",
    "end",
    "line",
    "fingerprint",
    "mentions",
    "parent_key",
)


def restate(row: models.Blueprint, said: planning.Said | None = None) -> None:
    """Bring the stored statements up to the text: same ones keep their keys, and gone ones their rows.

    `said` is what the text was found to state before the transaction began; where text or title are others
    by now, it is read again.
    """
    if said is None or not said.is_of(row.text, row.title):
        said = planning.said(text=row.text, title=row.title)
    stored = {each.key: each for each in row.statements.all()}
    known = [(each.key, each.kind, each.text) for each in stored.values() if not each.removed]
    taken = [key for key, each in stored.items() if each.removed]
    found = planning.cut_text(said=said, known=known, taken=taken)
    now = [_statement(row, stored.get(cut.key), cut, position) for position, cut in enumerate(found)]
    keys = {each.key for each in now}
    gone = [each for key, each in stored.items() if key not in keys and not each.removed]
    for each in gone:
        each.removed, each.fingerprint = True, "removed"
    bulk.insert([each for each in now if each.key not in stored])
    bulk.update([each for each in now if each.key in stored] + gone, [*_FIELDS, "removed"])


def _statement(
    row: models.Blueprint, stored: models.Statement | None, cut: planning.Cut, position: int
) -> models.Statement:
    each = stored or models.Statement(workspace_id=row.workspace_id, blueprint=row, key=cut.key)
    each.position, each.removed = position, False
    for field, value in asdict(cut).items():
        setattr(each, field, value)
    each.part, each.mentions = cut.part[:300], list(cut.mentions)
    return each


def with_keys(row: models.Blueprint) -> str:
    """The text of a blueprint with the key of every statement written before it."""
    text = row.text
    for statement in row.statements.filter(removed=False).order_by("-start"):
        if not text[statement.start : statement.end].lstrip("*_([ ").startswith(statement.key):
            text = f"{text[: statement.start]}{statement.key}: {text[statement.start :]}"
    return text
