"""The register: what may come, whom it touches, and what plans read of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import F, FilteredRelation, Q, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.concerns import Concern
from pilothouse.kit.errors import NotFound
from pilothouse.kit.prepared import prepared
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.kit.subjects import Subject, named
from pilothouse.risk import models
from pilothouse.risk.contracts import TAKEN, OpenRisk, Risk, RiskInBrief
from pilothouse.team import queries as team

KIND = "risk.risk"
SORTS = ("number", "event", "category", "status", "probability", "delay", "cost", "owner", "review")
Known = Mapping[str, Subject]
Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class RiskFilter:
    """What a register is narrowed to; what is empty narrows nothing. `scopes` are products."""

    scopes: tuple[Ref, ...] | None = None
    text: str = ""
    status: str = ""
    category: str = ""
    kind: str = ""
    owner: int | None = None
    touches: str = ""
    due_by: date | None = None


ALL = RiskFilter()


def risks(*, actor: Actor, narrow: RiskFilter = ALL, sort: str = "") -> tuple[Risk, ...]:
    """Risks that fit, open ones first, those first that are expected to delay most; a fixed number of
    statements."""
    rows = _narrowed(actor, narrow)
    found = [row for row in _made(actor, rows) if _within(row, narrow.scopes)]
    return tuple(_sorted(found, sort))


def _narrowed(actor: Actor, narrow: RiskFilter) -> Iterable[models.Risk]:
    rows = _of(actor)
    for field in ("status", "category", "kind"):
        if value := getattr(narrow, field):
            rows = rows.filter(**{field: value})
    if narrow.owner:
        rows = rows.filter(owner_id=narrow.owner)
    if narrow.due_by:
        rows = rows.filter(review_on__lte=narrow.due_by)
    if narrow.text:
        words = Q(event__icontains=narrow.text) | Q(cause__icontains=narrow.text)
        number = narrow.text.upper().removeprefix("R-")
        rows = rows.filter(words | Q(number=int(number)) if number.isdecimal() and len(number) < 9 else words)
    return [row for row in rows if not narrow.touches or narrow.touches in row.touches]


def _within(row: Risk, scopes: Collection[Ref] | None) -> bool:
    """Whether a risk touches one of the products, or something within it."""
    return scopes is None or held_in(row.touches, scopes)


def held_in(touches: Iterable[Subject], scopes: Collection[Ref]) -> bool:
    wanted = {str(scope) for scope in scopes}
    return any(each.ref in wanted or each.within in wanted for each in touches)


def _sorted(rows: list[Risk], sort: str) -> list[Risk]:
    down, by = sort.startswith("-"), sort.removeprefix("-")
    keys = {
        "number": lambda row: row.id,
        "event": lambda row: row.event.casefold(),
        "category": lambda row: row.category,
        "status": lambda row: row.status,
        "probability": lambda row: row.probability or 0.0,
        "delay": lambda row: row.delay_likely or 0.0,
        "cost": lambda row: row.cost_likely_cents or 0,
        "owner": lambda row: row.owner_name.casefold(),
        "review": lambda row: row.review_on or date.max,
    }
    if by in keys:
        return sorted(rows, key=keys[by], reverse=down)
    return sorted(rows, key=lambda row: (not row.is_open, -(row.expected_days or 0.0), row.id))


def risk(*, actor: Actor, id: int) -> Risk:
    """One risk. Raises `NotFound`."""
    found = _made(actor, _of(actor).filter(pk=id))
    if not found:
        raise NotFound("There is no such risk.", cure="It may have been removed; see the register.")
    return found[0]


def risk_of_question(*, actor: Actor, id: int) -> tuple[int, str] | None:
    """Number and key of the risk that a question became."""
    found = _of(actor).filter(question_id=id).values_list("pk", "number").first()
    return (found[0], f"R-{found[1]}") if found else None


def open_risks(*, actor: Actor) -> tuple[OpenRisk, ...]:
    """What plans read: open risks with a probability and an impact, by number, as responses that were chosen
    leave them; one statement."""
    taken = FilteredRelation("responses", condition=Q(responses__state__in=TAKEN))
    rows = _of(actor).filter(status="open", probability__isnull=False)
    found: dict[int, OpenRisk] = {}
    for row in rows.annotate(taken=taken).annotate(
        chance_left=F("taken__chance_left"), impact_left=F("taken__impact_left")
    ):
        if _acts(row):
            one = found.get(row.pk) or _open(row)
            found[row.pk] = one if row.chance_left is None else one.left(row.chance_left, row.impact_left)
    return tuple(row for row in found.values() if row.probability > 0)


def _acts(row: models.Risk) -> bool:
    return row.delay_likely is not None or row.work is not None or row.cost_likely_cents is not None


def _open(row: models.Risk) -> OpenRisk:
    return OpenRisk(
        id=row.pk,
        key=f"R-{row.number}",
        event=row.event,
        opportunity=row.kind == "opportunity",
        probability=row.probability or 0.0,
        delay=_three(row.delay_low, row.delay_likely, row.delay_high),
        work=row.work,
        cost=_three(row.cost_low_cents, row.cost_likely_cents, row.cost_high_cents),
        touches=tuple(row.touches),
        question_id=row.question_id,
    )


def _three(
    low: Number | None, likely: Number | None, high: Number | None
) -> tuple[Number, Number, Number] | None:
    """One number stands for itself."""
    if likely is None:
        return None
    return (likely if low is None else low, likely, likely if high is None else high)


def due_for_review(
    *, actor: Actor, today: date, scopes: Collection[Ref] | None = None, person_id: int | None = None
) -> tuple[RiskInBrief, ...]:
    """Open risks whose day of review has come, the longest due first; of an owner with `person_id`. One
    statement, and with `scopes` one more for each kind of thing that they touch."""
    rows = _due(actor.workspace_id, today, person_id)
    if scopes is not None:
        names = named(actor=actor, refs=[ref for row in rows for ref in row.touches])
        rows = [row for row in rows if held_in([names[ref] for ref in row.touches], scopes)]
    return tuple(map(brief, rows))


@prepared
def _due(workspace_id: int, today: date, person_id: int | None) -> QuerySet[models.Risk]:
    rows = models.Risk.objects.filter(workspace_id=workspace_id, status="open", review_on__lte=today)
    rows = rows if person_id is None else rows.filter(owner_id=person_id)
    return rows.order_by("review_on", "number").select_related("owner")


def brief(row: models.Risk) -> RiskInBrief:
    owner = row.owner.name if row.owner else ""
    return RiskInBrief(
        row.pk,
        f"R-{row.number}",
        row.event,
        owner,
        row.probability,
        row.delay_likely,
        row.work,
        row.review_on,
        tuple(row.touches),
    )


def named_risks(*, actor: Actor, ids: Collection[int]) -> Iterable[Subject]:
    """What risks are called by rooms that only point to them; one statement."""
    rows = _of(actor).filter(pk__in=ids).values_list("pk", "number", "event", "status")
    return [
        Subject(f"{KIND}:{pk}", f"R-{number}", event, status == "open") for pk, number, event, status in rows
    ]


def find_risks(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """Risks by their key or words of the event, open ones first."""
    rows = sorted(_narrowed(actor, RiskFilter(text=text)), key=lambda row: (row.status != "open", row.number))
    return [
        Found(row.event, f"R-{row.number} · {row.status}", Ref(KIND, row.pk), f"R-{row.number}")
        for row in rows[:limit]
    ]


def risks_concern(*, actor: Actor, refs: Collection[str]) -> Iterator[Concern]:
    """Members who own the risks among `refs`."""
    ids = [ref.id for ref in map(Ref.parse, refs) if ref.kind == KIND]
    if not ids:
        return
    members = team.accounts_of(actor=actor)
    for pk, owner in _of(actor).filter(pk__in=ids, owner_id__in=members).values_list("pk", "owner_id"):
        if owner is not None:
            yield Concern(f"{KIND}:{pk}", members[owner], "owner")


def _of(actor: Actor) -> QuerySet[models.Risk]:
    return models.Risk.objects.filter(workspace_id=actor.workspace_id)


def _made(actor: Actor, rows: Iterable[models.Risk]) -> list[Risk]:
    stored = list(rows)
    owners = team.names(actor=actor) if any(row.owner_id for row in stored) else {}
    names = named(actor=actor, refs=[ref for row in stored for ref in row.touches])
    return [_risk(row, owners, names) for row in stored]


_SAME = (
    "event", "cause", "effect", "kind", "category", "status", "probability", "probability_low",
    "probability_high", "delay_low", "delay_likely", "delay_high", "work", "cost_low_cents",
    "cost_likely_cents", "cost_high_cents", "owner_id", "triggers", "controls", "review_on", "outcome",
    "raised_on", "settled_at", "settled_by", "question_id", "version",
)  # fmt: skip


def _risk(row: models.Risk, owners: Mapping[int, str], names: Known) -> Risk:
    touches = tuple(names[ref] for ref in row.touches)
    return Risk(
        id=row.pk,
        key=f"R-{row.number}",
        touches=touches,
        owner_name=owners.get(row.owner_id, "") if row.owner_id else "",
        unused=_unused(row, touches),
        **{name: getattr(row, name) for name in _SAME},
    )


def _unused(row: models.Risk, touches: Sequence[Subject]) -> str:
    if row.status != "open":
        return ""
    if row.probability is None:
        return "It has no probability yet."
    if not _acts(row):
        return "It has no impact yet."
    if row.delay_likely is None and row.work is None:
        return ""
    if not touches:
        return "It touches nothing yet."
    if not any(each.open for each in touches):
        return "All that it touches is finished or removed."
    return ""
