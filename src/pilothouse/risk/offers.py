"""What risk offers the house: its place in the rail, its risks and questions, and what Today shows."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime

from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.concerns import Concern, Notice
from pilothouse.kit.offering import Action, Card, Noun, Rail
from pilothouse.kit.products import ProductChoice
from pilothouse.kit.recorded import HIDDEN, Recorded
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import named, subject
from pilothouse.risk import queries, services
from pilothouse.risk.contracts import RiskCost, RiskInBrief
from pilothouse.risk.editables import acts
from pilothouse.risk.editables import editables as of_risks
from pilothouse.risk.response_editables import editables as of_responses
from pilothouse.team import queries as team

_ASKED = 5
_COSTLY = 3
_STRIPS = ("roadmap.item", "roadmap.release", "vision.product")
__all__ = [
    "actions", "acts", "concerned", "editables", "mine", "notices", "nouns", "panels", "rail", "recorded",
    "restores", "today",
]  # fmt: skip


editables = (*of_risks, *of_responses)


def concerned(*, actor: Actor, refs: Collection[str]) -> Iterator[Concern]:
    """Members who own the questions and the risks among `refs`."""
    yield from queries.concerned(actor=actor, refs=refs)
    yield from queries.risks_concern(actor=actor, refs=refs)


def notices(
    *, actor: Actor, about: Ref, now: datetime, watching: Mapping[int, Collection[str]]
) -> Iterator[Notice]:
    """Alerts of an assessment."""
    yield from queries.alert_notices(actor=actor, about=about, watching=watching)


rail = Rail("Risk", "risk:register", key="k", icon="alert-triangle", order=35)

actions = (
    Action("Enter a risk", "risk:new-risk"),
    Action("Proposed risks and items to look at", "risk:proposals"),
    Action("What risks cost", "risk:exposure"),
    Action("Responses to risks", "risk:responses"),
    Action("Assessments of risks", "risk:assessments"),
    Action("Weekly brief of risks", "risk:brief"),
    Action("Ledger of stated probabilities", "risk:ledger"),
    Action("Open questions", "risk:questions"),
)

nouns = (
    Noun("risk.risk", "risk:risk", title="Risks", find=queries.find_risks, named=queries.named_risks),
    Noun(
        "risk.uncertainty",
        "risk:uncertainty",
        title="Questions",
        find=queries.find_uncertainties,
        named=queries.named_uncertainties,
    ),
    Noun("risk.response", "risk:response", named=queries.named_responses),
    Noun("risk.assessment", "risk:assessment"),
    Noun("risk.proposal", "risk:proposals", whole=True, named=queries.named_proposals),
    Noun("risk.assessment_rule", "risk:assessments", whole=True),
    # The record still calls those so that were raised when vision kept them.
    Noun("vision.uncertainty", "risk:uncertainty"),
)

_UNCERTAINTY = {
    "owner_id": Recorded("owner", noun="team.person"),
    "subjects": Recorded("items"),
    "part": Recorded("requirement"),
    "due_on": Recorded("answer due"),
    "chance": Recorded("chance of being wrong", unit="%"),
    "wrong": Recorded("if it is wrong"),
    "wrong_days": Recorded("days if it is wrong", unit="days"),
    "wrong_cents": Recorded("cost if it is wrong"),
    "test_days": Recorded("days of the test", unit="days"),
    "test_cents": Recorded("cost of the test"),
    "instead_days": Recorded("days of doing otherwise", unit="days"),
    "instead_cents": Recorded("cost of doing otherwise"),
}
_RISK = {
    "owner_id": Recorded("owner", noun="team.person"),
    "question_id": Recorded("question", noun="risk.uncertainty"),
    "probability": Recorded(unit="%"),
    "probability_low": Recorded("probability at least", unit="%"),
    "probability_high": Recorded("probability at most", unit="%"),
    "delay_low": Recorded("low delay", unit="days"),
    "delay_likely": Recorded("delay", unit="days"),
    "delay_high": Recorded("high delay", unit="days"),
    "work": Recorded("share of the work", unit="%"),
    "cost_low_cents": Recorded("low cost"),
    "cost_likely_cents": Recorded("cost"),
    "cost_high_cents": Recorded("high cost"),
    "review_on": Recorded("review on"),
    "controls": Recorded("current controls"),
    "raised_on": Recorded("entered"),
    "settled_at": HIDDEN,
    "settled_by": HIDDEN,
    "number": HIDDEN,
    "source": HIDDEN,
    "external_id": Recorded("key in the other tool"),
}
_RESPONSE = {
    "risk_id": Recorded("risk", noun="risk.risk"),
    "chance_left": Recorded("probability left", unit="%"),
    "impact_left": Recorded("impact left", unit="%"),
    "days": Recorded("work", unit="days"),
    "skill_id": Recorded("skill", noun="team.skill"),
    "item": Recorded("item of the plan"),
}
_RULE = {
    "weeks": Recorded("every so many weeks"),
    "chance_below": Recorded("alert of a chance below", unit="%"),
    "grown_days": Recorded("alert of growth by", unit="days"),
    "new_days": Recorded("alert of a new risk of", unit="days"),
    "overdue": Recorded("alert of overdue reviews"),
    "reserve_cents": Recorded("reserve"),
}
restores = dict.fromkeys(
    ("uncertainty.removed", "uncertainty.evidence_removed", "risk.removed", "risk.response_removed"),
    services.restore,
)

recorded = {
    "risk.assessment_rule": _RULE,
    "risk.risk": _RISK,
    "risk.response": _RESPONSE,
    "risk.uncertainty": _UNCERTAINTY,
    "vision.uncertainty": _UNCERTAINTY,
}


def today(*, actor: Actor, today: date, choice: ProductChoice) -> list[Card]:
    """The questions that block, the next due first, and the risks that cost most or are to be reviewed, each
    with its product where several are shown."""
    asked = queries.blocking_questions(actor=actor, limit=_ASKED, scope=choice.refs)
    questions = [(row, choice.of(row.scope) if choice.names_each else None) for row in asked]
    cards = [Card("side", "risk/today/_questions.html", questions, order=10)] if questions else []
    together = choice.together.id if choice.together else None
    due, costs = queries.due_and_costly(
        actor=actor,
        today=today,
        scopes=choice.refs,
        ref=queries.date_ref(choice.refs, together),
        limit=_COSTLY,
    )
    due = due[:_ASKED]
    of = _wholes(actor, (*costs, *due) if choice.names_each else ())
    if costs:
        rows = [(row, of.get(row.touches, ())) for row in costs]
        cards.append(Card("side", "risk/today/_exposure.html", rows, order=11))
    return [*cards, *_reviews(due, of, order=12)]


_Touching = RiskInBrief | RiskCost


def _wholes(actor: Actor, rows: Collection[_Touching]) -> dict[tuple[str, ...], tuple[str, ...]]:
    """By what risks touch, the things themselves and the wholes that they belong to, such as a product."""
    names = named(actor=actor, refs=[ref for row in rows for ref in row.touches])
    return {
        row.touches: tuple(each for ref in row.touches for each in (ref, names[ref].within) if each)
        for row in rows
    }


def _reviews(
    due: Collection[RiskInBrief], of: dict[tuple[str, ...], tuple[str, ...]], order: int
) -> list[Card]:
    rows = [(row, of.get(row.touches, ())) for row in due]
    return [Card("side", "risk/today/_reviews.html", rows, order=order)] if rows else []


def mine(*, actor: Actor, today: date) -> list[Card]:
    """The open questions of the member, where the member said whom they are."""
    me = team.my_person(actor=actor)
    rows = queries.questions_of(actor=actor, person_id=me.id) if me else ()
    cards = [Card("side", "risk/_mine.html", rows, order=20)] if rows else []
    due = queries.due_for_review(actor=actor, today=today, person_id=me.id) if me else ()
    return [*cards, *_reviews(due, _wholes(actor, due), order=22)]


def panels(*, actor: Actor, today: date, about: Ref) -> list[Card]:
    """On an item, a release or a product: the open risks that touch it, with what they cost its date, or that
    of the release that they delay most."""
    if about.kind not in _STRIPS:
        return []
    whole = subject(actor=actor, ref=about)
    context = {
        "rows": queries.risks_touching(actor=actor, ref=about),
        "about": str(about),
        "called": whole.key,
        "may_edit": actor.may(Role.EDITOR),
    }
    return [Card("side", "risk/_strip.html", context, order=15)]
