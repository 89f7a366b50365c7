"""All responses to risks, the best set of them under a budget, and the choice of that set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.accounts import queries as accounts
from pilothouse.kit import clock, jobs
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import acted
from pilothouse.kit.jobs import JobStatus
from pilothouse.kit.money import typed
from pilothouse.kit.products import product_choice
from pilothouse.kit.text import plural
from pilothouse.risk import queries, services
from pilothouse.risk.contracts import (
    TAKEN,
    AdviceAsked,
    ExposedDate,
    Exposure,
    ResponseAdvice,
    RiskResponse,
)
from pilothouse.risk.queries import RiskFilter

_MADE_BY = ("roadmap.plan", "roadmap.expose", "roadmap.respond")
_ORDER = {"chosen": 0, "proposed": 1, "done": 2, "rejected": 3}


@dataclass(frozen=True, slots=True)
class SkillAsked:
    """A field for the days that there are of a skill; `name` is that of the field."""

    name: str
    label: str
    days: float | None


@page()
def responses(request: HttpRequest) -> HttpResponse:
    """Every response of the products chosen, and the newest answer which set of all is best."""
    actor, choice = request_actor(request), product_choice(request)
    every = queries.responses(actor=actor)
    advice = queries.advice(actor=actor, rows=every)
    exposure = queries.exposure(actor=actor)
    currency = accounts.currency(actor=actor)
    asked = advice.asked if advice else AdviceAsked(ref=_first_ref(exposure, choice.refs))
    proposed = [row for row in every if row.state == "proposed"]
    most = sum(row.cost_cents for row in proposed)
    context: dict[str, Any] = {
        "rows": _within(actor, every, choice.refs),
        "proposed": proposed,
        "advice": advice,
        "taken": _taken(advice, every),
        "asked": asked,
        "budget": typed(asked.budget_cents, currency),
        "most": typed(most, currency),
        "most_cents": most,
        "skills": _skills(proposed, asked),
        "dates": exposure.dates if exposure else (),
        "dated": [row for row in exposure.dates if row.chance is not None] if exposure else (),
        "currency": currency,
        "job": _job(actor),
        "may_edit": actor.may(Role.EDITOR),
    }
    return render(request, "risk/responses.html", context)


def _first_ref(exposure: Exposure | None, refs: Any) -> str:
    """The date of the product that is chosen, where the newest plan has it."""
    wanted = queries.date_ref(refs, None)
    found: ExposedDate | None = exposure.date_of(wanted) if exposure else None
    return found.ref if found else ""


def _within(actor: Actor, rows: Sequence[RiskResponse], scopes: Any) -> list[RiskResponse]:
    """Those of risks that touch the products chosen: chosen first, then proposed ones."""
    if scopes is not None:
        known = {row.id for row in queries.risks(actor=actor, narrow=RiskFilter(scopes=scopes))}
        rows = [row for row in rows if row.risk_id in known]
    return sorted(rows, key=lambda row: (_ORDER[row.state], row.risk_event.casefold(), row.id))


def _taken(advice: ResponseAdvice | None, rows: Sequence[RiskResponse]) -> bool:
    """Whether all of the best set is chosen by now."""
    if advice is None or not advice.chosen:
        return False
    states = {row.id: row.state for row in rows}
    return all(states.get(row.response_id) in TAKEN for row in advice.chosen)


def _skills(proposed: Sequence[RiskResponse], asked: AdviceAsked) -> list[SkillAsked]:
    """What the work of proposed responses takes, by name."""
    given = {row.skill_id: row.days for row in asked.days}
    wanted = {row.skill_id: row.skill_name or "Anyone" for row in proposed if row.days and not row.is_in_plan}
    return [
        SkillAsked(f"days_{number or 0}", label, given.get(number))
        for number, label in sorted(wanted.items(), key=lambda pair: (pair[0] is None, pair[1]))
    ]


def _job(actor: Actor) -> JobStatus | None:
    """What is being computed of this page now, or failed last."""
    mine = [row for row in jobs.recent(actor=actor, limit=5) if row.name in _MADE_BY]
    going = next((row for row in mine if not row.is_over), None)
    if going is not None or not mine:
        return going
    return mine[0] if mine[0].name == "roadmap.respond" and mine[0].state != "done" else None


@page(role=Role.EDITOR, methods=("POST",))
def choose_responses(request: HttpRequest, id: int) -> HttpResponse:
    """Mark the set of an answer as chosen; the toast undoes it."""
    actor = request_actor(request)

    def choose() -> None:
        done = services.choose_responses(actor=actor, now=clock.now(), id=id)
        undo = wurl(actor, "risk:undo-responses", done.batch)
        text = f"{plural(done.chosen, 'response')} marked as chosen. Replan to see the dates with them."
        messages.success(request, text, extra_tags=f"undo:{undo}")

    return acted(request, choose, wurl(actor, "risk:responses"))


@page(role=Role.EDITOR, methods=("POST",))
def undo_responses(request: HttpRequest, batch: str) -> HttpResponse:
    """Take the choice of a set back: what was changed again since stays, and is told."""
    actor = request_actor(request)

    def undo() -> str:
        done = services.undo_responses(actor=actor, now=clock.now(), batch=batch)
        kept = f" Kept as they are: {' '.join(done.kept[:5])}" if done.kept else ""
        return f"{plural(done.restored, 'response')} as before.{kept}"

    return acted(request, undo, wurl(actor, "risk:responses"), str)
