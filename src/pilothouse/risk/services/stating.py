"""Every stated probability is kept with who stated it and when, and resolved when it is known what came.

A statement is what the owner of an open risk states, as responses that were chosen leave it. It ends when the
risk strikes or is closed, or when its day of review has passed and the risk was reviewed without striking;
a review that no one makes is waited for two weeks. What is corrected on the day it was stated does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from math import prod

from django.db import transaction

from pilothouse.kit.actor import Actor, Role
from pilothouse.risk import models
from pilothouse.risk.contracts import TAKEN
from pilothouse.risk.queries.ledger import overdue_statements, statements_of
from pilothouse.team import queries as team

_SETTLED = {"occurred": ("struck", True), "closed": ("closed", False)}
_ONCE = 500
_NEARLY = 1e-9


def keep_stated(*, actor: Actor, now: datetime, ids: Iterable[int]) -> None:
    """Bring the ledger up to date with what risks `ids` say now; a fixed number of statements, and one for
    each that changes. Called in the transaction of what changed them."""
    wanted = sorted(set(ids))
    risks = models.Risk.objects.filter(workspace_id=actor.workspace_id, pk__in=wanted)
    rows = list(risks.prefetch_related("responses"))
    if not rows:
        return
    stated: dict[int, list[models.Stated]] = {}
    for row in statements_of(actor).filter(risk_id__in=wanted).order_by("id"):
        stated.setdefault(row.risk_id, []).append(row)
    names = team.names(actor=actor)
    made = [
        new for risk in rows if (new := _kept(actor, now, risk, stated.get(risk.pk, []), names)) is not None
    ]
    models.Stated.objects.bulk_create(made, batch_size=_ONCE)


def _kept(
    actor: Actor,
    now: datetime,
    risk: models.Risk,
    before: Sequence[models.Stated],
    names: Mapping[int, str],
) -> models.Stated | None:
    today = now.date()
    if risk.status != "open":
        how, came = _SETTLED[risk.status]
        settled = risk.settled_at.date() if risk.settled_at else today
        for row in before:
            if not row.how:
                _end(row, how, came, settled)
        return None
    for row in before:
        if row.how in ("struck", "closed") and row.ended_on == today:
            _end(row, "", None, None)  # settled by mistake
    standing = [row for row in before if not row.how]
    _reviewed(standing, risk.review_on, today)
    present = _present(risk)
    standing = [row for row in standing if not row.how]
    if present is None:
        for row in standing:
            _end(row, "withdrawn", None, today)
        return None
    if not _is_new(risk, present, before, standing, today):
        return None
    for row in standing:
        if row.stated_at.date() == today:
            _end(row, "replaced", None, today)
    owner = risk.owner_id
    return models.Stated(
        workspace_id=actor.workspace_id,
        risk_id=risk.pk,
        key=f"R-{risk.number}",
        event=risk.event,
        person_id=owner,
        person_name=names.get(owner, "") if owner else "",
        entered_by=actor.name,
        stated=present,
        stated_at=now,
        due_on=risk.review_on,
    )


def _present(risk: models.Risk) -> float | None:
    """What its owner states, as responses that were chosen leave it."""
    if risk.probability is None:
        return None
    left = [row.chance_left for row in risk.responses.all() if row.state in TAKEN]
    return float(risk.probability * prod(left))


def _reviewed(standing: Iterable[models.Stated], review_on: date | None, today: date) -> None:
    """A day of review that was moved once it had come was a review, and the risk had not struck by it."""
    for row in standing:
        if row.due_on == review_on:
            continue
        if row.due_on is not None and row.due_on <= today and (review_on is None or review_on > row.due_on):
            _end(row, "held", False, row.due_on)
        else:
            row.due_on = review_on
            row.save(update_fields=["due_on"])


def _is_new(
    risk: models.Risk,
    present: float,
    before: Sequence[models.Stated],
    standing: Sequence[models.Stated],
    today: date,
) -> bool:
    last = standing[-1] if standing else before[-1] if before else None
    if last is None or last.person_id != risk.owner_id or abs(last.stated - present) > _NEARLY:
        return True
    return not standing and (risk.review_on is None or risk.review_on > today)


def _end(row: models.Stated, how: str, came: bool | None, on: date | None) -> None:
    row.how, row.came, row.ended_on = how, came, on
    row.save(update_fields=["how", "came", "ended_on"])


@transaction.atomic
def resolve_overdue(*, actor: Actor, now: datetime) -> int:
    """Resolve what nobody reviewed within two weeks of its day as not struck by it; returns how many."""
    actor.require(Role.EDITOR)
    found = list(overdue_statements(actor=actor, today=now.date()))
    there = set(
        models.Risk.objects.filter(pk__in={row.risk_id for row in found}).values_list("pk", flat=True)
    )
    for row in found:
        if row.risk_id in there:
            _end(row, "held", False, row.due_on)
        else:
            _end(row, "withdrawn", None, row.due_on)
    return len(found)
