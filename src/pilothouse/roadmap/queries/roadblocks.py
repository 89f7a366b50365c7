"""What is known of the open plan as far as it shows roadblocks, and the history to learn slips from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from math import nan
from typing import TYPE_CHECKING

from pilothouse.engine.risk.detect.facts import (
    ItemFacts,
    MarketFacts,
    PersonFacts,
    PlanFacts,
    QuestionFacts,
    RecordFacts,
    ReleaseFacts,
)
from pilothouse.journal import queries as journal
from pilothouse.journal.contracts import Wanted
from pilothouse.kit.actor import Actor
from pilothouse.market import queries as market
from pilothouse.risk import queries as risk
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN, PRIORITIES
from pilothouse.roadmap.queries import runs
from pilothouse.roadmap.queries.load import load
from pilothouse.roadmap.queries.snapshot import Snapshot, snapshot
from pilothouse.team import queries as team

if TYPE_CHECKING:
    from pilothouse.engine.risk.detect.tracker import Record

RECENT = timedelta(weeks=4)  # in which a scope grows
BEFORE = timedelta(weeks=2)  # between two chances that are compared
LONGEST = timedelta(days=365)  # that the record is read back
OUTSIDE = frozenset(("external", "extern", "vendor", "supplier", "third party", "third-party", "partner"))
_RANKS: dict[str, float] = {word: float(rank) for rank, word in enumerate(PRIORITIES)}
_MARKET = 20  # facts, and support problems, that are looked at


@dataclass
class _Heard:
    """Of items by number: when something was last heard, how often they were put off, and since when they
    are in their release."""

    last: dict[int, date] = field(default_factory=dict)
    moved: Counter[int] = field(default_factory=Counter)
    added: set[tuple[int, int]] = field(default_factory=set)


def facts_of_plan(*, actor: Actor, now: datetime) -> PlanFacts:
    """A fixed number of statements; the journal of a year is read along, in constant memory."""
    today = now.date()
    found = snapshot(actor=actor)
    run = runs.newest(actor=actor)
    releases = models.Release.objects.filter(workspace_id=actor.workspace_id)
    targets = dict(releases.values_list("pk", "target_on"))
    heard = _heard(actor, now, targets)
    return PlanFacts(
        items=tuple(_items(actor, found, run, heard, today)),
        people=tuple(_people(actor, today)),
        releases=tuple(_releases(found, run, heard, now)),
        questions=tuple(_questions(actor, today)),
        records=tuple(_records(found)),
        market=tuple(_market(actor, now)),
        skills=found.skills,
    )


def _heard(actor: Actor, now: datetime, targets: Mapping[int, date | None]) -> _Heard:
    found = _Heard()
    for entry in journal.each(actor=actor, wanted=Wanted(kind="roadmap.item", since=now - LONGEST)):
        number, day = entry.subject.id, entry.at.date()
        found.last[number] = max(found.last.get(number, day), day)
        before, after = entry.changes.get("release_id") or (None, None)
        if after is not None and entry.at >= now - RECENT:
            found.added.add((number, after))
        was, becomes = targets.get(before or 0), targets.get(after or 0)
        found.moved[number] += was is not None and becomes is not None and becomes > was
        earlier, later = entry.changes.get("deadline") or (None, None)
        found.moved[number] += bool(earlier and later and later > earlier)
    sprints = models.ItemSprint.objects.filter(
        workspace_id=actor.workspace_id, item__status__in=OPEN
    ).values_list("item_id", flat=True)
    for number, many in Counter(sprints).items():
        found.moved[number] += many - 1
    return found


def _items(
    actor: Actor, found: Snapshot, run: models.PlanRun | None, heard: _Heard, today: date
) -> Iterator[ItemFacts]:
    planned = (
        {row.item_id: row for row in models.PlannedItem.objects.filter(run=run).defer("histogram", "drivers")}
        if run
        else {}
    )
    own = models.Item.objects.filter(workspace_id=actor.workspace_id, status__in=OPEN)
    comments = dict(own.exclude(comment_dates=[]).values_list("pk", "comment_dates"))
    labelled = models.ItemLabel.objects.filter(workspace_id=actor.workspace_id, item__status__in=OPEN)
    outside = {
        item for item, name in labelled.values_list("item_id", "label__name") if name.lower() in OUTSIDE
    }
    waiting = Counter(link.predecessor_id for link in found.links)
    parents = {row.parent_id for row in found.items}
    answered = _answered(actor)
    for row in found.items:
        if row.id in parents or row.milestone:
            continue
        plan = planned.get(row.id)
        yield ItemFacts(
            ref=f"roadmap.item:{row.id}",
            key=row.key,
            title=row.title,
            owner=row.owner_id or (row.chosen[0] if row.chosen else None),
            release="" if row.release_id is None else f"roadmap.release:{row.release_id}",
            likely=row.likely,
            low=row.low,
            high=row.high,
            started=row.is_started,
            start=(plan.start - today).days if plan else None,
            finish=(plan.finish - today).days if plan else None,
            people=tuple(plan.people) if plan else row.chosen,
            skills=tuple((need.skill_id, need.level) for need in row.needs if need.skill_id is not None),
            moved=heard.moved[row.id],
            quiet=_quiet(row.id, row.started_on, heard, comments, today),
            critical=plan.criticality if plan else 0.0,
            external=row.id in outside,
            waiting=waiting[row.id],
            answered=f"roadmap.item:{row.id}" in answered,
        )


def _quiet(
    number: int, started: date | None, heard: _Heard, comments: Mapping[int, list[str]], today: date
) -> int | None:
    days = [day for day in (started, heard.last.get(number)) if day is not None]
    days += [date.fromisoformat(text[:10]) for text in comments.get(number, ())]
    return (today - max(days)).days if days else None


def _answered(actor: Actor) -> set[str]:
    """What open risks touch that have a response which is not merely accepted."""
    responses = risk.responses(actor=actor)
    held = {row.risk_id for row in responses if row.kind != "accept" and row.state != "rejected"}
    return {ref for row in risk.open_risks(actor=actor) if row.id in held for ref in row.touches}


def _people(actor: Actor, today: date) -> Iterator[PersonFacts]:
    weeks = {row.person.id: row.weeks for row in load(actor=actor, today=today).rows}
    for person in team.people(actor=actor):
        if person.leaves_on is not None and person.leaves_on < today:
            continue
        yield PersonFacts(
            id=person.id,
            name=person.name,
            over=tuple(
                ((week.week - today).days, week.days - week.capacity)
                for week in weeks.get(person.id, ())
                if week.days > week.capacity
            ),
            skills=tuple((held.skill_id, held.level) for held in person.skills),
            away=tuple(((row.first - today).days, (row.last - today).days) for row in person.absences),
        )


def _releases(
    found: Snapshot, run: models.PlanRun | None, heard: _Heard, now: datetime
) -> Iterator[ReleaseFacts]:
    chances = _chances(run)
    before = _chances(
        models.PlanRun.objects.filter(
            workspace_id=run.workspace_id, kind="plan", created_at__lte=now - BEFORE, number__lt=run.number
        ).first()
        if run
        else None
    )
    held = {(row.id, row.release_id) for row in found.items}
    added = Counter(release for item, release in heard.added if (item, release) in held)
    for row in found.releases:
        if row.target_on is not None:
            yield ReleaseFacts(
                ref=f"roadmap.release:{row.id}",
                name=row.name,
                owner=None,
                target=(row.target_on - now.date()).days,
                chance=chances.get(row.id),
                chance_before=before.get(row.id),
                items=row.items or sum(release == row.id for _, release in held),
                added=added[row.id],
            )


def _chances(run: models.PlanRun | None) -> dict[int, float | None]:
    if run is None:
        return {}
    return dict(models.PlannedRelease.objects.filter(run=run).values_list("release_id", "chance"))


def _questions(actor: Actor, today: date) -> Iterator[QuestionFacts]:
    for row in risk.uncertainties(actor=actor, state="open"):
        if row.blocking:
            yield QuestionFacts(
                ref=f"risk.uncertainty:{row.id}",
                text=row.question,
                owner=row.owner_id,
                items=tuple(each.ref for each in row.subjects),
                overdue=(today - row.due_on).days if row.due_on else 0,
            )


def _records(found: Snapshot) -> Iterator[RecordFacts]:
    import numpy as np

    for row in found.histories:
        name = next((each.name for each in found.products if each.id == row.product_id), "")
        ratios = tuple(
            float(np.busday_count(each.first, each.last + timedelta(1))) / each.likely
            for each in row.estimated[:60]
            if each.likely > 0
        )
        yield RecordFacts(f"vision.product:{row.product_id}", name, None, ratios)


def _market(actor: Actor, now: datetime) -> Iterator[MarketFacts]:
    today = now.date()
    for fact in market.facts_to_check(actor=actor, today=today, only_resting=True, size=_MARKET).rows:
        if fact.expires_on is not None:
            text = f"{fact.feature_name} of {fact.competitor_name}"
            yield MarketFacts(f"market.fact:{fact.id}", text, None, (today - fact.expires_on).days)
    for problem in market.missed(actor=actor, now=now, most=_MARKET).first:
        days = max(1, (now - problem.due_at).days)
        yield MarketFacts(f"market.support_problem:{problem.id}", problem.title, None, days, is_support=True)


def slip_history(*, actor: Actor) -> tuple[Record, ...]:
    """Every item that was opened, as questions about slips need it; two statements."""
    from pilothouse.engine.risk.detect.tracker import Record

    sprints: dict[int, set[tuple[int, int]]] = defaultdict(set)
    rows = models.ItemSprint.objects.filter(workspace_id=actor.workspace_id)
    for item, first, last in rows.values_list("item_id", "sprint__start_at", "sprint__end_at"):
        if first is not None and last is not None and first <= last:
            sprints[item].add((_day(first), _day(last)))
    found = []
    items = models.Item.objects.filter(workspace_id=actor.workspace_id, opened_at__isnull=False)
    for values in items.exclude(children__isnull=False).values_list(
        "pk", "opened_at", "resolved_at", "started_on", "deadline", "likely", "priority", "owner_id",
        "reporter", "product_id", "kind", "comment_dates",
    ):  # fmt: skip
        number, opened, done, started, due, likely, priority, owner, reporter, product, kind, dates = values
        assert opened is not None
        begun = _day(opened)
        ended = None if done is None else _day(done)
        if ended is not None and ended < begun:
            continue
        found.append(
            Record(
                f"roadmap.item:{number}",
                begun,
                done=ended,
                started=None if started is None else max(begun, started.toordinal()),
                due=None if due is None else due.toordinal(),
                estimate=likely,
                priority=_RANKS.get(str(priority), nan),
                person=str(owner or ""),
                raiser=reporter,
                team=str(product),
                kind=kind,
                sprints=tuple(sorted(sprints.get(number, ()))),
                signs=tuple(sorted(date.fromisoformat(text[:10]).toordinal() for text in dates)),
            )
        )
    return tuple(found)


def _day(moment: datetime) -> int:
    return moment.astimezone(UTC).date().toordinal()
