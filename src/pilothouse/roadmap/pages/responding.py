"""What the page of responses to risks asks of the plan: the best set, and the work of one as an item."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from pilothouse.accounts import queries as accounts
from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.doors import page, request_actor, wurl
from pilothouse.kit.forms import MoneyForm, acted, days_field, form_acted, money_field, posted_version
from pilothouse.risk import queries as risk
from pilothouse.risk.contracts import AdviceAsked, SkillDays
from pilothouse.roadmap import services
from pilothouse.roadmap.tasks import start_looking, start_responding


class BestForm(MoneyForm):
    """A budget, days by skill (field `days_3`, `days_0` for work of no skill), and what is aimed at."""

    objective = forms.CharField(max_length=80)
    budget_money = money_field("Budget")
    about = {"budget": "budget_money"}

    def __init__(self, *args: Any, skills: tuple[int, ...], **more: Any) -> None:
        super().__init__(*args, **more)
        self.skills = skills
        for number in skills:
            self.fields[f"days_{number}"] = days_field("Days")

    def asked(self) -> AdviceAsked:
        """What is asked; call after `is_valid`."""
        given = self.cleaned_data
        objective, _, ref = given["objective"].partition("|")
        days = [(number, given[f"days_{number}"]) for number in self.skills]
        return AdviceAsked(
            objective,
            ref,
            given["budget_money"],
            tuple(SkillDays(number or None, amount) for number, amount in days if amount is not None),
        )


@page(role=Role.EDITOR, methods=("POST",))
def find_responses(request: HttpRequest) -> HttpResponse:
    """Look in the background for the best set of proposed responses."""
    actor = request_actor(request)
    form = BestForm(request.POST, currency=accounts.currency(actor=actor), skills=_skills(actor))
    return form_acted(
        request,
        form,
        lambda: start_responding(actor=actor, now=clock.now(), asked=form.asked()),
        wurl(actor, "risk:responses"),
    )


def _skills(actor: Actor) -> tuple[int, ...]:
    """What responses take, 0 for work of no skill."""
    return tuple(dict.fromkeys(row.skill_id or 0 for row in risk.responses(actor=actor)))


@page(role=Role.EDITOR, methods=("POST",))
def plan_response(request: HttpRequest, id: int) -> HttpResponse:
    """Add the work of a chosen response to the plan."""
    actor, version = request_actor(request), posted_version(request)
    return acted(
        request,
        lambda: services.plan_response(actor=actor, now=clock.now(), id=id, version=version),
        wurl(actor, "risk:responses"),
        lambda item: f"{item.key} was added. Replan to give it dates.",
    )


@page(role=Role.EDITOR, methods=("POST",))
def look_for_roadblocks(request: HttpRequest) -> HttpResponse:
    """Look in the background for what may delay the plan."""
    actor = request_actor(request)
    return acted(
        request,
        lambda: start_looking(actor=actor, now=clock.now()),
        wurl(actor, "risk:proposals"),
    )
