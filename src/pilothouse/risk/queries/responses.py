"""What can be done about risks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.db.models import QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.subjects import Subject, named
from pilothouse.risk import models
from pilothouse.risk.contracts import RiskResponse
from pilothouse.team import queries as team

KIND = "risk.response"


def responses(*, actor: Actor, risk_id: int | None = None) -> tuple[RiskResponse, ...]:
    """All of the workspace, or of one risk, as they were entered; a fixed number of statements."""
    rows = _of(actor)
    return _made(actor, rows if risk_id is None else rows.filter(risk_id=risk_id))


def response(*, actor: Actor, id: int) -> RiskResponse:
    """One response. Raises `NotFound`."""
    found = _made(actor, _of(actor).filter(pk=id))
    if not found:
        raise NotFound("There is no such response.", cure="It may have been removed; see its risk.")
    return found[0]


def named_responses(*, actor: Actor, ids: Collection[int]) -> Iterable[Subject]:
    """What responses are called by rooms that only point to them; one statement."""
    rows = _of(actor).filter(pk__in=ids)
    return [
        Subject(f"{KIND}:{row.pk}", row.title, row.title, row.state in ("proposed", "chosen")) for row in rows
    ]


def _of(actor: Actor) -> QuerySet[models.Response]:
    return models.Response.objects.filter(workspace_id=actor.workspace_id).select_related("risk")


def _made(actor: Actor, rows: Iterable[models.Response]) -> tuple[RiskResponse, ...]:
    stored = list(rows)
    skilled = any(row.skill_id for row in stored)
    skills = {skill.id: skill.name for skill in team.skills(actor=actor)} if skilled else {}
    names = named(actor=actor, refs=[ref for row in stored for ref in (*row.before, row.item)])
    return tuple(_response(row, skills, names) for row in stored)


def _response(row: models.Response, skills: Mapping[int, str], names: Mapping[str, Subject]) -> RiskResponse:
    risk = row.risk
    return RiskResponse(
        id=row.pk,
        risk_id=risk.pk,
        risk_key=f"R-{risk.number}",
        risk_event=risk.event,
        title=row.title,
        kind=row.kind,
        state=row.state,
        chance_left=row.chance_left,
        impact_left=row.impact_left,
        cost_cents=row.cost_cents,
        days=row.days,
        skill_id=row.skill_id,
        skill_name=skills.get(row.skill_id, "") if row.skill_id else "",
        before=tuple(names[ref] for ref in row.before),
        item=names[row.item] if row.item else None,
        probability=None if risk.probability is None else risk.probability * row.chance_left,
        delay=None if risk.delay_likely is None else risk.delay_likely * row.impact_left,
        unused=_unused(row),
        version=row.version,
    )


def _unused(row: models.Response) -> str:
    """Why choosing it would change nothing."""
    if row.state != "proposed":
        return ""
    if row.risk.status != "open":
        return "Its risk is settled."
    if row.risk.probability is None:
        return "Its risk has no probability yet."
    if row.kind != "accept" and (row.chance_left, row.impact_left) == (1.0, 1.0):
        return "It says no effect yet."
    return ""
