"""The weekly brief: read from assessments, responses and the record; it stores nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import NotFound
from pilothouse.risk import queries
from pilothouse.risk.contracts import (
    AssessedRisk,
    Assessment,
    BriefDate,
    BriefResponse,
    Decision,
    RiskBrief,
    RiskResponse,
)
from pilothouse.risk.services.assessing.comparing import moves, read_since

WEEK = timedelta(days=6, hours=12)  # a little less, so that last week's morning counts
TOP = 7  # risks


def risk_brief(*, actor: Actor, ref: str = "") -> RiskBrief:
    """Of a product, or of all products with an empty `ref`. Raises `NotFound` before the first
    assessment."""
    found = queries.newest_assessment(actor=actor, ref=ref)
    if found is None:
        raise NotFound("Nothing has been assessed yet.", where="scope", cure="Replan, or assess now.")
    before = queries.assessment_before(actor=actor, ref=ref, moment=found.brief.taken_at - WEEK)
    changed = moves(before.risks, found.risks, read_since(actor, before.brief.taken_at)) if before else ()
    known = {row.risk_id for row in found.risks}
    rows = [row for row in queries.responses(actor=actor) if row.risk_id in known]
    return RiskBrief(
        ref=ref,
        name=found.brief.name,
        taken_at=found.brief.taken_at,
        since=before.brief.taken_at if before else None,
        run=found.brief.run,
        p85=found.brief.p85,
        days=found.brief.days,
        days_before=before.brief.days if before else None,
        money=found.brief.money,
        open=found.brief.risks,
        dates=_dates(found, before),
        moves=changed,
        top=tuple(row for row in found.risks if row.weight or row.money)[:TOP],
        responses=tuple(_under_way(row) for row in rows if row.state == "chosen"),
        alerts=found.alerts,
        decisions=tuple(_decisions(found, rows)),
    )


def _dates(found: Assessment, before: Assessment | None) -> tuple[BriefDate, ...]:
    earlier = {row.ref: row for row in before.dates} if before else {}
    return tuple(
        BriefDate(
            row.ref,
            row.name,
            row.p85,
            earlier[row.ref].p85 if row.ref in earlier else None,
            row.chance,
            earlier[row.ref].chance if row.ref in earlier else None,
            row.days,
        )
        for row in found.dates
    )


def _under_way(row: RiskResponse) -> BriefResponse:
    if row.item is not None and not row.item.gone:
        work = f"{row.item.key}, {'in the plan' if row.item.open else 'done'}"
    else:
        work = "not in the plan" if row.days else "no work"
    return BriefResponse(row.id, row.title, row.risk_id, row.risk_event, row.cost_cents, row.days, work)


def _decisions(found: Assessment, rows: Sequence[RiskResponse]) -> Iterator[Decision]:
    """What waits for someone, the dates first."""
    for alert in found.alerts:
        if alert.kind in ("chance", "reserve"):
            cure = "Move the date, cut scope, or choose responses." if alert.kind == "chance" else ""
            yield Decision(f"{alert.text} {cure}".strip(), alert.about)
    answered = {row.risk_id for row in rows if row.state != "rejected"}
    for row in found.risks[:TOP]:
        if row.weight > 0 and row.risk_id not in answered:
            text = f"{row.key} {row.event}: it costs {row.weight:.1f} days, and has no response."
            yield Decision(text, f"risk.risk:{row.risk_id}")
    for one in rows:
        if one.state == "chosen" and one.days and not one.is_in_plan:
            text = f"'{one.title}' is chosen, and its work is not in the plan."
            yield Decision(text, f"risk.risk:{one.risk_id}")
        elif one.is_worked_off:
            text = f"The work of '{one.title}' is done: set the response to done."
            yield Decision(text, f"risk.risk:{one.risk_id}")
    for row in found.risks:
        if _overdue(found, row):
            assert row.review_on is not None
            since = day_text(row.review_on, this_year=found.brief.taken_at.year)
            text = f"{row.key} {row.event}: {row.owner} reviews it; it was due on {since}."
            yield Decision(text, f"risk.risk:{row.risk_id}")
        if row.probability is None:
            text = f"{row.key} {row.event}: {row.owner} says how likely it is."
            yield Decision(text, f"risk.risk:{row.risk_id}")


def _overdue(found: Assessment, row: AssessedRisk) -> bool:
    return row.review_on is not None and row.review_on < found.brief.taken_at.date()
