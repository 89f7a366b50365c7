"""The best set of responses, as a room above computed it: kept, and marked as chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime

from django.db import transaction

from pilothouse.journal import queries as recorded
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change, Entry
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.refs import Ref
from pilothouse.risk import models, queries
from pilothouse.risk.contracts import (
    TAKEN,
    AdvisedResponse,
    ResponseAdvice,
    ResponsesChosen,
    RiskUndone,
)
from pilothouse.risk.services.responses import CHANGED, REF
from pilothouse.risk.services.stating import keep_stated

KEPT = 20  # answers of a workspace
UNDONE = "risk.response_undone"
_SAME = (
    "run", "as_of", "computed_at", "asked_by", "name", "cost_cents", "days", "gain", "error", "p85",
    "p85_after", "chance", "chance_after", "tried", "exact", "draws", "seed", "digest",
)  # fmt: skip


@transaction.atomic
def record_advice(*, actor: Actor, advice: ResponseAdvice) -> ResponseAdvice:
    """Store an answer under a number of its own, and let go of those long past."""
    actor.require(Role.EDITOR)
    rows = models.ResponseAdvice.objects.filter(workspace_id=actor.workspace_id)
    asked = advice.asked
    stored = models.ResponseAdvice.objects.create(
        workspace_id=actor.workspace_id,
        objective=asked.objective,
        ref=asked.ref,
        budget_cents=asked.budget_cents,
        result={
            "days": [[row.skill_id, row.days, row.skill_name] for row in asked.days],
            "basis": list(advice.basis),
        },
        **{name: getattr(advice, name) for name in _SAME},
    )
    models.AdvisedResponse.objects.bulk_create(
        models.AdvisedResponse(
            workspace_id=actor.workspace_id,
            advice=stored,
            place=place,
            **{field.name: getattr(row, field.name) for field in fields(AdvisedResponse)},
        )
        for place, row in enumerate(advice.responses)
    )
    kept = rows.order_by("-id").values_list("id", flat=True)[:KEPT]
    rows.exclude(id__in=list(kept)).delete()
    return queries.advice_of(actor=actor, id=stored.pk)


@transaction.atomic
def choose_responses(*, actor: Actor, now: datetime, id: int) -> ResponsesChosen:
    """Mark the set of answer `id` as chosen, in one act; what is chosen already stays. Raises `NotFound`, and
    `Conflict` where a response of it was changed or removed since: nothing is changed then."""
    actor.require(Role.EDITOR)
    rows = queries.advice_of(actor=actor, id=id).chosen
    if not rows:
        raise Invalid("To do nothing was best: no response is in the set.", cure="Choose one by hand.")
    found = models.Response.objects.filter(workspace_id=actor.workspace_id).in_bulk(
        [row.response_id for row in rows]
    )
    told = [change for row in rows if (change := _chosen(row, found.get(row.response_id))) is not None]
    batch = sortable_id(now)
    journal.record_many(actor=actor, now=now, changes=told, batch=batch)
    keep_stated(actor=actor, now=now, ids=[row.risk_id for row in rows])
    return ResponsesChosen(batch, len(told))


def _chosen(advised: AdvisedResponse, row: models.Response | None) -> Change | None:
    if row is not None and row.state in TAKEN:
        return None
    if row is None or row.version != advised.based_on:
        was = "removed" if row is None else "changed"
        raise Conflict(
            f"'{advised.title}' was {was} since this set was found.",
            where=advised.title,
            cure="Find the best set again.",
        )
    return _written(row, {"state": "chosen"}, CHANGED)


def _written(row: models.Response, values: Mapping[str, object], verb: str) -> Change | None:
    changes = versions.apply(row, dict(values), expected=None)
    return Change(verb, Ref(REF, row.pk), row.title, changes) if changes else None


@transaction.atomic
def undo_responses(*, actor: Actor, now: datetime, batch: str) -> RiskUndone:
    """Take the choice of a set back; what was changed again since stays, and is named. Raises `NotFound`."""
    actor.require(Role.EDITOR)
    entries = [
        row
        for row in recorded.batch(actor=actor, batch=batch)
        if row.subject.kind == REF and row.verb == CHANGED and set(row.changes) == {"state"}
    ]
    if not entries:
        raise NotFound("There was no such act.", cure="See the activity page.")
    found = models.Response.objects.filter(workspace_id=actor.workspace_id).in_bulk(
        {entry.subject.id for entry in entries}
    )
    told: list[Change] = []
    kept: list[str] = []
    for entry in entries:
        change = _as_before(found.get(entry.subject.id), entry, kept)
        if change is not None:
            told.append(change)
    journal.record_many(actor=actor, now=now, changes=told, batch=sortable_id(now))
    keep_stated(actor=actor, now=now, ids=[row.risk_id for row in found.values()])
    return RiskUndone(len(told), tuple(kept))


def _as_before(row: models.Response | None, entry: Entry, kept: list[str]) -> Change | None:
    before, after = entry.changes["state"]
    if row is None:
        kept.append(f"{entry.title}: it was removed since.")
        return None
    if row.state != after:
        kept.append(f"{row.title}: the state was changed since.")
        return None
    return _written(row, {"state": before}, UNDONE)
