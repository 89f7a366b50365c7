"""Blueprints: added, changed, restored, removed; each text that was saved stays readable."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import line, lines
from pilothouse.kit.versions import plain
from pilothouse.risk import queries as risk
from pilothouse.risk import services as risk_services
from pilothouse.vision import contracts, models, papers, planning, queries
from pilothouse.vision.services.limits import MOST_STATEMENTS, MOST_TEXT
from pilothouse.vision.services.reviewing import keep_reading
from pilothouse.vision.services.statements import restate, with_keys

TRACED = ("statement__key", "subject", "checked", "checked_text", "checked_at", "checked_by")
REVISED = ("number", "title", "text", "at", "actor_name", "why")
REF = "vision.blueprint"


def add_blueprint(
    *, actor: Actor, now: datetime, product_id: int, title: str, text: str = "", why: str = ""
) -> contracts.Blueprint:
    """Add a blueprint in state draft and cut it into statements. Raises `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    queries.product(actor=actor, id=product_id)
    values = _cleaned({"title": title, "text": text})
    said = _said(values["text"], values["title"])  # before the transaction locks others out
    with transaction.atomic():
        return _added(actor, now, product_id, values, said, why)


def _added(
    actor: Actor, now: datetime, product_id: int, values: dict[str, Any], said: planning.Said, why: str
) -> contracts.Blueprint:
    row = models.Blueprint(workspace_id=actor.workspace_id, product_id=product_id, changed_at=now, **values)
    rows.add(
        row=row,
        actor=actor,
        now=now,
        verb="blueprint.added",
        ref=REF,
        title=row.title,
        fields=("title",),
        why=why,
    )
    _keep_revision(row, actor, now, why)
    restate(row, said)
    return queries.blueprint(actor=actor, id=row.pk)


def import_blueprint(
    *, actor: Actor, now: datetime, product_id: int, name: str, data: bytes, title: str = ""
) -> contracts.Blueprint:
    """Add a blueprint from a document called `name`; the title is its first heading unless one is given.

    Raises `Invalid` for a document that cannot be read, `NotFound`.
    """
    actor.require(Role.EDITOR)
    queries.product(actor=actor, id=product_id)
    found, text = papers.read_paper(name=name, data=data)
    return add_blueprint(
        actor=actor,
        now=now,
        product_id=product_id,
        title=title.strip() or found,
        text=text,
        why=f"Imported from {name[:200]}.",
    )


def change_blueprint(
    *,
    actor: Actor,
    now: datetime,
    id: int,
    version: int | None,
    title: str | None = None,
    text: str | None = None,
    why: str = "",
) -> contracts.Blueprint:
    """Change title or text. The new text becomes a revision; what was traced to changed statements is
    suspect.

    Raises `Conflict` for a finalised one, `Stale`, `Invalid`.
    """
    actor.require(Role.EDITOR)
    given = {name: value for name, value in (("title", title), ("text", text)) if value is not None}
    values = _cleaned(given)
    said = _said_after(find(actor, id), values)  # before the transaction locks others out
    with transaction.atomic():
        return _changed(actor, now, find(actor, id), version, values, said, why)


def _said_after(row: models.Blueprint, values: dict[str, Any]) -> planning.Said | None:
    """What a blueprint states once `values` are stored; None where that changes nothing, or must not."""
    title, text = values.get("title", row.title), values.get("text", row.text)
    if row.state == "finalised" or (title, text) == (row.title, row.text):
        return None
    return _said(text, title)


def _said(text: str, title: str) -> planning.Said:
    """What a text states. Raises `Invalid` for more than a blueprint holds."""
    said = planning.said(text=text, title=title)
    if (many := len(said.statements)) > MOST_STATEMENTS:
        raise Invalid(
            f"The text has {many:,} goals, requirements and other statements; a blueprint holds "
            f"{MOST_STATEMENTS:,}.",
            where="text",
            cure="Split it into several blueprints.",
        )
    return said


def _changed(
    actor: Actor,
    now: datetime,
    row: models.Blueprint,
    version: int | None,
    values: dict[str, Any],
    said: planning.Said | None,
    why: str,
) -> contracts.Blueprint:
    if row.state == "finalised":
        raise Conflict(
            f"{row.title} is finalised.",
            where="state",
            cure="Reopen it and say why; the hand-off stays as it is.",
        )
    if all(getattr(row, name) == value for name, value in values.items()):
        values = {}
    if values:
        values |= {"number": row.number + 1, "changed_at": now}
    changed = rows.change(
        row=row,
        values=values,
        actor=actor,
        now=now,
        version=version,
        verb="blueprint.changed",
        ref=REF,
        title=row.title,
        why=why,
        untold=("text", "changed_at"),
    )
    if changed:
        _keep_revision(row, actor, now, why)
        restate(row, said)
    return queries.blueprint(actor=actor, id=row.pk)


def restore_revision(
    *, actor: Actor, now: datetime, id: int, version: int | None, number: int
) -> contracts.Blueprint:
    """Make an earlier revision the newest again, as a new revision."""
    actor.require(Role.EDITOR)
    old = queries.revision(actor=actor, id=id, number=number)
    return change_blueprint(
        actor=actor,
        now=now,
        id=id,
        version=version,
        title=old.title,
        text=old.text,
        why=f"As in revision {number}.",
    )


def write_keys(*, actor: Actor, now: datetime, id: int, version: int | None) -> contracts.Blueprint:
    """Write the key of every statement into the text, so that it can be named from anywhere."""
    actor.require(Role.EDITOR)
    row = find(actor, id)
    text, read = with_keys(row), row.version if version is None else version
    why = "Keys of statements written into the text."
    return change_blueprint(actor=actor, now=now, id=id, version=read, text=text, why=why)


@transaction.atomic
def remove_blueprint(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Remove a blueprint; the journal keeps every text of it. Returns the entry that restores it.

    Raises `Conflict` for one that was handed over, was answered for in a design review, or has open
    questions.
    """
    actor.require(Role.EDITOR)
    row = find(actor, id)
    _must_be_free(actor, row)
    texts = list(row.revisions.order_by("number"))
    traces = list(models.Trace.objects.filter(statement__blueprint=row).values_list(*TRACED))
    common: dict[str, Any] = {"actor": actor, "now": now, "batch": sortable_id(now)}
    try:
        with transaction.atomic():
            entry = rows.remove(
                row=row,
                version=version,
                verb="blueprint.removed",
                ref=REF,
                title=row.title,
                more={"traces": [[plain(value) for value in trace] for trace in traces]},
                **common,
            )
    except ProtectedError:
        cure = "It stays, as teams work from what was handed over."
        raise Conflict(f"{row.title} was handed over.", where=row.title, cure=cure) from None
    risk_services.let_go(actor=actor, about=Ref(REF, id))
    for each in texts:
        kept = {name: [plain(getattr(each, name)), None] for name in REVISED}
        journal.record(
            verb="blueprint.text_kept",
            subject=Ref(REF, id),
            title=f"{row.title}, revision {each.number}",
            changes=kept,
            **common,
        )
    return entry


def _must_be_free(actor: Actor, row: models.Blueprint) -> None:
    if models.Check.objects.filter(review__blueprint=row).exclude(answer="open").exists():
        cure = "It stays, as what the review found belongs to it."
        raise Conflict(f"{row.title} has a design review with answers.", where=row.title, cure=cure)
    asked = risk.open_about(actor=actor, about=Ref(REF, row.pk))
    if asked:
        raise Conflict(
            f"{row.title} has {asked} open question{'' if asked == 1 else 's'}.",
            where=row.title,
            cure="Settle them, or give them to the product or to another blueprint.",
        )


def find(actor: Actor, id: int) -> models.Blueprint:
    return rows.find(models.Blueprint, actor, id, "blueprint")


def _cleaned(values: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "title" in values:
        found["title"] = line(values, "title", 300, needed="Name the blueprint.")
    if "text" in values:
        found["text"] = lines(values, "text", MOST_TEXT)
    return found


def _keep_revision(row: models.Blueprint, actor: Actor, now: datetime, why: str) -> None:
    models.Revision(
        workspace_id=actor.workspace_id,
        blueprint=row,
        number=row.number,
        title=row.title,
        text=row.text,
        at=now,
        actor_name=actor.name,
        why=why,
    ).save(force_insert=True)
    # After the transaction: nobody waits for it but who saved.
    transaction.on_commit(partial(keep_reading, actor=actor, id=row.pk), robust=True)
