"""Open questions: raised, tested, resolved with evidence, or accepted and gone on with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import day, days, known, line, lines, minor, share
from pilothouse.team.queries import known_person
from pilothouse.vision import contracts, models, queries

EDITABLE = (
    "question", "detail", "owner_id", "due_on", "blocking", "chance", "wrong", "wrong_days", "wrong_cents",
    "instead", "instead_days", "instead_cents", "test", "test_days", "test_cents", "items", "blueprint_id",
    "statement_key",
)  # fmt: skip
# What the worth of an answer is computed from.
_WEIGHED = (
    "chance", "subjects", "wrong_days", "wrong_cents", "instead_days", "instead_cents", "test_days",
    "test_cents",
)  # fmt: skip
_REF = "vision.uncertainty"


@transaction.atomic
def raise_uncertainty(
    *, actor: Actor, now: datetime, product_id: int, values: Mapping[str, Any]
) -> contracts.Uncertainty:
    """Ask an open question about a product, a blueprint or one of its statements.

    `items` are keys of the items whose work depends on the answer. Raises `Invalid`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    queries.product(actor=actor, id=product_id)
    cleaned = _cleaned(actor, product_id, {"question": ""} | dict(values))
    row = models.Uncertainty(workspace_id=actor.workspace_id, product_id=product_id, **cleaned)
    rows.add(
        row=row,
        actor=actor,
        now=now,
        verb="uncertainty.raised",
        ref=_REF,
        title=row.question,
        fields=tuple(cleaned),
    )
    return queries.uncertainty(actor=actor, id=row.pk)


@transaction.atomic
def change_uncertainty(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.Uncertainty:
    """Change what an uncertainty says. A change of what its worth rests on takes the worth away: it must be
    computed anew. Raises `Stale`, `Invalid`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    cleaned = _cleaned(actor, row.product_id, values, row)
    if any(name in cleaned and getattr(row, name) != cleaned[name] for name in _WEIGHED):
        cleaned["worth"] = {}
    rows.change(
        row=row,
        values=cleaned,
        actor=actor,
        now=now,
        version=version,
        verb="uncertainty.changed",
        ref=_REF,
        title=row.question,
        untold=("worth",),
    )
    return queries.uncertainty(actor=actor, id=id)


@transaction.atomic
def resolve_uncertainty(
    *, actor: Actor, now: datetime, id: int, version: int | None, resolution: str
) -> contracts.Uncertainty:
    """Answer the question. Raises `Invalid` without an answer or without any evidence, `Conflict` when it is
    not open."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    _must_be_open(row)
    answer = lines({"resolution": resolution}, "resolution", 10_000, needed="Say what the answer is.")
    if not row.evidence.exists():
        raise Invalid(
            "There is no evidence yet.",
            where="evidence",
            cure="Add what was found out, or accept the uncertainty and say why.",
        )
    return _closed(row, "resolved", answer, actor, now, version)


@transaction.atomic
def accept_uncertainty(
    *, actor: Actor, now: datetime, id: int, version: int | None, why: str
) -> contracts.Uncertainty:
    """Go on without an answer, and say why. It blocks no longer and stays on the list."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    _must_be_open(row)
    reason = lines({"why": why}, "why", 10_000, needed="Say why it is right to go on without an answer.")
    return _closed(row, "accepted", reason, actor, now, version)


@transaction.atomic
def reopen_uncertainty(
    *, actor: Actor, now: datetime, id: int, version: int | None, why: str
) -> contracts.Uncertainty:
    """Ask again what was resolved or accepted."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    if row.state == "open":
        raise Conflict("This question is open already.", where="state", cure="Answer it.")
    values = {"state": "open", "resolution": "", "resolved_at": None, "resolved_by": ""}
    rows.change(
        row=row,
        values=values,
        actor=actor,
        now=now,
        version=version,
        verb="uncertainty.reopened",
        ref=_REF,
        title=row.question,
        why=lines({"why": why}, "why", 10_000),
    )
    return queries.uncertainty(actor=actor, id=id)


@transaction.atomic
def add_evidence(
    *,
    actor: Actor,
    now: datetime,
    id: int,
    text: str,
    source: str = "",
    leans: str = "neither",
    found_on: date | None = None,
) -> contracts.Uncertainty:
    """Write down something found out. It is never changed afterwards; add another where it proved wrong."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    if leans not in contracts.LEANS:
        cure = f"Use one of {', '.join(contracts.LEANS)}."
        raise Invalid(f"'{leans[:20]}' is no way to lean.", where="leans", cure=cure)
    made = models.Evidence(
        workspace_id=actor.workspace_id,
        uncertainty=row,
        text=lines({"text": text}, "text", 20_000, needed="Say what was found out."),
        source=line({"source": source}, "source", 500),
        leans=leans,
        found_on=found_on or now.date(),
        added_at=now,
        added_by=actor.name,
    )
    made.save(force_insert=True)
    journal.record(
        actor=actor,
        now=now,
        verb="uncertainty.evidence_added",
        subject=Ref(_REF, row.pk),
        title=row.question,
        changes={"evidence": [None, made.text[:500]], "source": [None, made.source], "leans": [None, leans]},
    )
    return queries.uncertainty(actor=actor, id=id)


@transaction.atomic
def remove_uncertainty(*, actor: Actor, now: datetime, id: int, version: int | None) -> None:
    """Remove a question with its evidence, which the journal keeps. Prefer to resolve or accept it."""
    actor.require(Role.EDITOR)
    row = _find(actor, id)
    for piece in row.evidence.all():
        rows.remove(
            row=piece,
            actor=actor,
            now=now,
            version=None,
            verb="uncertainty.evidence_removed",
            ref="vision.evidence",
            title=row.question,
        )
    rows.remove(
        row=row,
        actor=actor,
        now=now,
        version=version,
        verb="uncertainty.removed",
        ref=_REF,
        title=row.question,
    )


@transaction.atomic
def record_worth(*, actor: Actor, now: datetime, worth: Mapping[int, Mapping[str, Any]]) -> int:
    """Store what answers are worth, by number of the uncertainty, as the roadmap computed it; returns how
    many. Nothing that people typed changes, so the versions stay."""
    actor.require(Role.EDITOR)
    told = 0
    for row in models.Uncertainty.objects.filter(workspace_id=actor.workspace_id, pk__in=list(worth)):
        row.worth = dict(worth[row.pk]) | {"at": now.isoformat()}
        row.save(update_fields=["worth"])
        told += 1
    return told


def _find(actor: Actor, id: int) -> models.Uncertainty:
    return rows.find(models.Uncertainty, actor, id, "uncertainty")


def _must_be_open(row: models.Uncertainty) -> None:
    if row.state != "open":
        raise Conflict(f"This question is {row.state} already.", where="state", cure="Reopen it first.")


def _closed(
    row: models.Uncertainty, state: str, text: str, actor: Actor, now: datetime, version: int | None
) -> contracts.Uncertainty:
    values = {"state": state, "resolution": text, "resolved_at": now, "resolved_by": actor.name}
    rows.change(
        row=row,
        values=values,
        actor=actor,
        now=now,
        version=version,
        verb=f"uncertainty.{state}",
        ref=_REF,
        title=row.question,
        why=text,
    )
    return queries.uncertainty(actor=actor, id=row.pk)


def _cleaned(
    actor: Actor, product_id: int, values: Mapping[str, Any], row: models.Uncertainty | None = None
) -> dict[str, Any]:
    known(values, EDITABLE)
    found: dict[str, Any] = {}
    if "question" in values:
        found["question"] = line(values, "question", 500, needed="Ask it in one sentence.")
    for field in ("detail", "wrong", "instead", "test"):
        if field in values:
            found[field] = lines(values, field, 20_000)
    if "owner_id" in values:
        found["owner_id"] = known_person(actor=actor, values=values)
    if "due_on" in values:
        found["due_on"] = day(values, "due_on")
    if "blocking" in values:
        found["blocking"] = bool(values["blocking"])
    if "chance" in values:
        found["chance"] = share(values, "chance")
    for field in ("wrong_days", "test_days"):
        if field in values:
            found[field] = days(values, field) or 0.0
    for field in ("wrong_cents", "test_cents"):
        if field in values:
            found[field] = minor(values, field) or 0
    if "instead_days" in values:
        found["instead_days"] = days(values, "instead_days")
    if "instead_cents" in values:
        found["instead_cents"] = minor(values, "instead_cents")
    if "items" in values:
        found["subjects"] = _subjects(actor, product_id, values["items"] or ())
    found |= _place(actor, product_id, values, row)
    return found


def _subjects(actor: Actor, product_id: int, keys: Sequence[str]) -> list[str]:
    """References of the items called `keys`."""
    by_key = {
        row.key: row.ref for row in queries.plan_facts(actor=actor, product_id=product_id).subjects.values()
    }
    wanted = list(dict.fromkeys(key.strip().upper() for key in keys if key.strip()))
    for key in wanted:
        if key not in by_key:
            raise NotFound(
                f"The product has no item {key[:40]}.",
                where="items",
                cure="Give keys as the roadmap has them.",
            )
    return [by_key[key] for key in wanted]


def _place(
    actor: Actor, product_id: int, values: Mapping[str, Any], row: models.Uncertainty | None
) -> dict[str, Any]:
    """The blueprint and the statement that a question is about."""
    found: dict[str, Any] = {}
    blueprint = values.get("blueprint_id", row.blueprint_id if row else None)
    if "blueprint_id" in values:
        found["blueprint_id"] = blueprint
        if blueprint is not None:
            about = queries.blueprint(actor=actor, id=blueprint)
            if about.product_id != product_id:
                cure = "Choose a blueprint of the same product."
                raise Invalid("That blueprint is of another product.", where="blueprint_id", cure=cure)
    key = str(values.get("statement_key") or "").strip()
    moved = "blueprint_id" in values and (row is None or row.blueprint_id != blueprint)
    if "statement_key" in values or moved:
        found["statement_id"] = None
    if key:
        about_row = models.Statement.objects.filter(
            workspace_id=actor.workspace_id, blueprint_id=blueprint or 0, key=key
        ).first()
        if about_row is None:
            raise NotFound(
                f"The blueprint has no statement {key[:40]}.",
                where="statement_key",
                cure="Give a key as the blueprint page shows it.",
            )
        found["statement_id"] = about_row.pk
    return found
