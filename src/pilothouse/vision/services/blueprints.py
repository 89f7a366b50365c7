"""Blueprints: written, reviewed, finalised; each text that was saved stays readable."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.statements import Known, keyed, statements
from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import line, lines
from pilothouse.risk import queries as risk
from pilothouse.risk import services as risk_services
from pilothouse.vision import contracts, models, papers, planning, queries

MOST_TEXT = 2_000_000
_REF = "vision.blueprint"
_NEXT = {"draft": ("in_review",), "in_review": ("draft", "finalised"), "finalised": ("draft",)}


@transaction.atomic
def add_blueprint(
    *, actor: Actor, now: datetime, product_id: int, title: str, text: str = "", why: str = ""
) -> contracts.Blueprint:
    """Add a blueprint in state draft and cut it into statements. Raises `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    queries.product(actor=actor, id=product_id)
    values = _cleaned({"title": title, "text": text})
    row = models.Blueprint(workspace_id=actor.workspace_id, product_id=product_id, changed_at=now, **values)
    rows.add(
        row=row,
        actor=actor,
        now=now,
        verb="blueprint.added",
        ref=_REF,
        title=row.title,
        fields=("title",),
        why=why,
    )
    _keep_revision(row, actor, now, why)
    _cut(row)
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


@transaction.atomic
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
    row = _find(actor, id)
    if row.state == "finalised":
        raise Conflict(
            f"{row.title} is finalised.",
            where="state",
            cure="Reopen it and say why; the hand-off stays as it is.",
        )
    given = {name: value for name, value in (("title", title), ("text", text)) if value is not None}
    values = _cleaned(given)
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
        ref=_REF,
        title=row.title,
        why=why,
        untold=("text", "changed_at"),
    )
    if changed:
        _keep_revision(row, actor, now, why)
        _cut(row)
    return queries.blueprint(actor=actor, id=id)


@transaction.atomic
def set_blueprint_state(
    *, actor: Actor, now: datetime, id: int, version: int | None, state: str, why: str = ""
) -> contracts.Blueprint:
    """Send a draft into review, finalise it when nothing blocks, or go back to draft and say why.

    Raises `Conflict` with what blocks, `Invalid` for an unknown state or a reopening without reason.
    """
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    if state not in contracts.BLUEPRINT_STATES:
        cure = f"Use one of {', '.join(contracts.BLUEPRINT_STATES)}."
        raise Invalid(f"'{state[:20]}' is no state of a blueprint.", where="state", cure=cure)
    if state == row.state:
        return queries.blueprint(actor=actor, id=id)
    if state not in _NEXT[row.state]:
        cure = "Send it into review first." if state == "finalised" else "Reopen it as a draft first."
        raise Conflict(
            f"A blueprint goes from {_said(row.state)} to {_said(_NEXT[row.state][0])}.", cure=cure
        )
    why = lines({"why": why}, "why", 10_000)
    if row.state == "finalised" and not why:
        cure = "Teams work from it: say why it changes."
        raise Invalid("Reopening needs a reason.", where="why", cure=cure)
    if state == "finalised":
        gate = planning.reviewed(actor=actor, id=id).gate
        if not gate.may_finalise:
            raise Conflict(
                gate.summary,
                where=row.title,
                cure=" ".join(gate.reasons),
                extra={"reasons": list(gate.reasons)},
            )
    rows.change(
        row=row,
        values={"state": state, "changed_at": now},
        actor=actor,
        now=now,
        version=version,
        verb=f"blueprint.{'reopened' if row.state == 'finalised' else _VERBS[state]}",
        ref=_REF,
        title=row.title,
        why=why,
        untold=("changed_at",),
    )
    return queries.blueprint(actor=actor, id=id)


_VERBS = {"draft": "sent_back", "in_review": "sent_into_review", "finalised": "finalised"}


@transaction.atomic
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


@transaction.atomic
def remove_blueprint(*, actor: Actor, now: datetime, id: int, version: int | None) -> None:
    """Remove a blueprint; the journal keeps every text of it.

    Raises `Conflict` for one that was handed over, was answered for in a design review, or has open
    questions.
    """
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    if models.Check.objects.filter(review__blueprint=row).exclude(answer="open").exists():
        cure = "It stays, as what the review found belongs to it."
        raise Conflict(f"{row.title} has a design review with answers.", where=row.title, cure=cure)
    asked = risk.open_about(actor=actor, about=Ref(_REF, id))
    if asked:
        raise Conflict(
            f"{row.title} has {asked} open question{'' if asked == 1 else 's'}.",
            where=row.title,
            cure="Settle them, or give them to the product or to another blueprint.",
        )
    texts = [(each.number, each.text) for each in row.revisions.order_by("number")]
    try:
        with transaction.atomic():
            rows.remove(
                row=row,
                actor=actor,
                now=now,
                version=version,
                verb="blueprint.removed",
                ref=_REF,
                title=row.title,
            )
    except ProtectedError:
        cure = "It stays, as teams work from what was handed over."
        raise Conflict(f"{row.title} was handed over.", where=row.title, cure=cure) from None
    risk_services.let_go(actor=actor, about=Ref(_REF, id))
    for number, text in texts:
        journal.record(
            actor=actor,
            now=now,
            verb="blueprint.text_kept",
            subject=Ref(_REF, id),
            title=f"{row.title}, revision {number}",
            changes={"text": [text, None]},
        )


@transaction.atomic
def write_keys(*, actor: Actor, now: datetime, id: int, version: int | None) -> contracts.Blueprint:
    """Write the key of every statement into the text, so that it can be named from anywhere."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    text = row.text
    stored = row.statements.filter(removed=False).order_by("-start")
    for statement in stored:
        if not text[statement.start : statement.end].lstrip("*_([ ").startswith(statement.key):
            text = f"{text[: statement.start]}{statement.key}: {text[statement.start :]}"
    why = "Keys of statements written into the text."
    return change_blueprint(actor=actor, now=now, id=id, version=version, text=text, why=why)


@transaction.atomic
def trace_statement(*, actor: Actor, now: datetime, id: int, key: str, to: str) -> contracts.Statement:
    """Say that an item, or another statement, called `to` delivers or serves a statement of the blueprint.

    Raises `NotFound` for a key that nothing has, `Conflict` for a trace that is there already.
    """
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    statement = _statement(row, key)
    subject = queries.subject(actor=actor, blueprint=queries.blueprint(actor=actor, id=id), key=to)
    if subject.ref == f"vision.statement:{statement.pk}":
        raise Invalid("A statement cannot serve itself.", where="to", cure="Name another one.")
    taken = Conflict(
        f"{statement.key} is traced to {subject.key} already.", where="to", cure="Nothing to do."
    )
    if statement.traces.filter(subject=subject.ref).exists():
        raise taken
    trace = models.Trace(
        workspace_id=actor.workspace_id,
        statement=statement,
        subject=subject.ref,
        checked=statement.fingerprint,
        checked_text=statement.text,
        checked_at=now,
        checked_by=actor.name,
    )
    actor.require(Role.EDITOR)
    rows.insert(trace, taken)
    _tell(actor, now, "statement.traced", row, statement, [None, subject.key])
    return queries.statement(actor=actor, id=id, key=statement.key)


@transaction.atomic
def untrace_statement(*, actor: Actor, now: datetime, id: int, trace_id: int) -> contracts.Statement:
    """Take a trace away."""
    actor.require(Role.EDITOR)
    row, trace = _traced(actor, id, trace_id)
    name = queries.subject_name(actor=actor, product_id=row.product_id, ref=trace.subject)
    statement = trace.statement
    trace.delete()
    _tell(actor, now, "statement.untraced", row, statement, [name, None])
    return queries.statement(actor=actor, id=id, key=statement.key)


@transaction.atomic
def confirm_trace(*, actor: Actor, now: datetime, id: int, trace_id: int) -> contracts.Statement:
    """Say that a suspect trace still holds for what the statement says now."""
    actor.require(Role.EDITOR)
    row, trace = _traced(actor, id, trace_id)
    statement = trace.statement
    before = trace.checked_text
    trace.checked, trace.checked_text = statement.fingerprint, statement.text
    trace.checked_at, trace.checked_by = now, actor.name
    trace.save(update_fields=["checked", "checked_text", "checked_at", "checked_by"])
    _tell(actor, now, "statement.trace_confirmed", row, statement, [before, statement.text])
    return queries.statement(actor=actor, id=id, key=statement.key)


def _traced(actor: Actor, id: int, trace_id: int) -> tuple[models.Blueprint, models.Trace]:
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    trace = rows.find(models.Trace, actor, trace_id, "trace")
    if trace.statement.blueprint_id != id:
        raise queries.no_trace()
    return row, trace


def _tell(
    actor: Actor,
    now: datetime,
    verb: str,
    row: models.Blueprint,
    statement: models.Statement,
    change: list[Any],
) -> None:
    journal.record(
        actor=actor,
        now=now,
        verb=verb,
        subject=Ref(_REF, row.pk),
        title=f"{row.title}, {statement.key}",
        changes={"trace": change},
    )


def _statement(row: models.Blueprint, key: str) -> models.Statement:
    found = row.statements.filter(key=key.strip()).first()
    if found is None:
        raise queries.no_statement(key)
    return found


def _find(actor: Actor, id: int) -> models.Blueprint:
    return rows.find(models.Blueprint, actor, id, "blueprint")


def _cleaned(values: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "title" in values:
        found["title"] = line(values, "title", 300, needed="Name the blueprint.")
    if "text" in values:
        found["text"] = lines(values, "text", MOST_TEXT)
    return found


def _said(state: str) -> str:
    return state.replace("_", " ")


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


def _cut(row: models.Blueprint) -> None:
    """Bring the stored statements up to the text: same ones keep their keys, and gone ones their rows."""
    document = Document(row.text, row.title)
    found = statements(document)
    stored = {each.key: each for each in row.statements.all()}
    known = [Known(each.key, each.kind, each.text) for each in stored.values() if not each.removed]
    keys = keyed(found, known, [key for key, each in stored.items() if each.removed])
    fresh: list[models.Statement] = []
    changed: list[models.Statement] = []
    for position, (key, part) in enumerate(zip(keys, found, strict=True)):
        each = stored.pop(key, None) or models.Statement(
            workspace_id=row.workspace_id, blueprint=row, key=key
        )
        each.kind, each.text, each.part = part.kind, part.text, part.part[:300]
        each.position, each.start, each.end = position, part.start, part.end
        each.line, _ = document.place(part.start)
        each.fingerprint, each.mentions, each.removed = part.fingerprint, list(part.mentions), False
        each.parent_key = keys[part.parent] if part.parent is not None else ""
        (changed if each.pk else fresh).append(each)
    for each in stored.values():
        if not each.removed:
            each.removed = True
            each.fingerprint = "removed"
            changed.append(each)
    models.Statement.objects.bulk_create(fresh, batch_size=200)
    fields = [
        "kind",
        "text",
        "part",
        "position",
        "start",
        "end",
        "line",
        "fingerprint",
        "mentions",
        "removed",
    ]
    models.Statement.objects.bulk_update(changed, [*fields, "parent_key"], batch_size=100)
