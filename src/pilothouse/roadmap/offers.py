"""What the roadmap offers the house: its place in the rail, and its items, releases and runs."""

from __future__ import annotations

from datetime import date
from typing import Any

from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.offering import Action, Card, Noun, Rail, Setting, Tab
from pilothouse.kit.products import ProductChoice
from pilothouse.kit.recorded import HIDDEN, Recorded
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import contracts, queries, services
from pilothouse.roadmap.editables import acts as acts_on_items
from pilothouse.roadmap.editables import editables as of_items
from pilothouse.roadmap.editables_dependencies import editables as of_dependencies
from pilothouse.roadmap.editables_own import own_editables
from pilothouse.roadmap.editables_releases import acts as acts_on_releases
from pilothouse.roadmap.editables_releases import editables as of_releases
from pilothouse.team import queries as team

_FULL = 0.95  # of the days of four weeks
_IDLE = 0.5
_NAMED = 3  # over-allocated weeks

__all__ = [
    "actions",
    "acts",
    "concerned",
    "editables",
    "mine",
    "notices",
    "nouns",
    "own_editables",
    "panels",
    "rail",
    "recorded",
    "restores",
    "settings",
    "tabs",
    "today",
    "undoes",
]
concerned = queries.concerned
notices = queries.notices

acts = (*acts_on_items, *acts_on_releases)
editables = (*of_items, *of_releases, *of_dependencies)

rail = Rail("Roadmap", "roadmap:timeline", key="r", icon="timeline", order=30)

actions = (
    Action("New item", "roadmap:new-item"),
    Action("New release", "roadmap:new-release"),
    Action("All items", "roadmap:items"),
    Action("Order products, people and teams", "roadmap:products"),
    Action("Plan runs", "roadmap:runs"),
    Action("Track record", "roadmap:record"),
)

settings = (
    Setting("Statuses", "roadmap:statuses", "The steps of your work, and what they mean for plans", order=55),
    Setting("Labels", "roadmap:labels", "Rename, colour and merge labels", order=56),
    Setting("Custom fields", "roadmap:custom-fields", "Fields of your own on items, formulas too", order=57),
)

tabs = (Tab("team", "load", "Load", "roadmap:load"),)

nouns = (
    Noun(
        "roadmap.item",
        "roadmap:item",
        key_of=queries.key_of,
        title="Items",
        find=queries.find_items,
        named=queries.named_items,
        inside=queries.items_inside,
        make=services.make_item,
    ),
    Noun(
        "roadmap.release",
        "roadmap:release",
        title="Releases",
        find=queries.find_releases,
        named=queries.named_releases,
    ),
    Noun("roadmap.portfolio", "roadmap:products", whole=True),
    Noun("roadmap.product_set", "roadmap:products", whole=True),
    Noun("roadmap.run", "roadmap:run", key_of=queries.run_number),
    Noun("roadmap.status", "roadmap:statuses", whole=True),
    Noun("roadmap.label", "roadmap:labels", whole=True),
    Noun("roadmap.custom_field", "roadmap:custom-fields", whole=True),
)

_IN_PROGRESS = {"in_progress": "in progress"}

restores = dict.fromkeys(
    (
        "item.removed",
        "release.removed",
        "item.dependency_removed",
        "status.removed",
        "label.removed",
        "custom_field.removed",
        "portfolio.removed",
    ),
    services.restore,
)

undoes = {"roadmap.release": services.undo_release_act}

recorded = {
    "roadmap.item": {
        "product_id": Recorded("product", noun="vision.product"),
        "parent_id": Recorded("parent", noun="roadmap.item"),
        "release_id": Recorded("release", noun="roadmap.release"),
        "owner_id": Recorded("owner", noun="team.person"),
        "team_id": Recorded("team", noun="team.team"),
        "people": Recorded("assignees", noun="team.person"),
        "status": Recorded(words=_IN_PROGRESS),
        "low": Recorded("low estimate", unit="days"),
        "likely": Recorded("estimate", unit="days"),
        "high": Recorded("high estimate", unit="days"),
        "story_points": Recorded(unit="points"),
        "progress": Recorded(unit="%"),
        "cost_of_delay_cents": Recorded("cost of delay"),
        "deadline_hard": Recorded("hard deadline"),
        "mandatory": Recorded("must not be cut"),
        "started_on": Recorded("started"),
        "opened_at": Recorded("created"),
        "resolved_at": Recorded("finished"),
        "waits for": Recorded("blocked by"),
        "edge": HIDDEN,
        "need_ids": HIDDEN,
        "waits_for": HIDDEN,
        "holds_up": HIDDEN,
        "links": HIDDEN,
        "versions": HIDDEN,
        "sprints": HIDDEN,
        "rank": HIDDEN,
        "source": HIDDEN,
        "external_id": Recorded("key in the tracker"),
        "comment_dates": HIDDEN,
        "extra": HIDDEN,
        "own_status_id": HIDDEN,
        "custom_ids": HIDDEN,
        "place": Recorded("placed"),
        "tracker_priority": Recorded("priority in the tracker"),
        "version": HIDDEN,
    },
    "roadmap.release": {
        "target_on": Recorded("target date"),
        "released_on": Recorded("released"),
        "product_id": Recorded("product", noun="vision.product"),
        "held": Recorded("its items"),
        "carried": HIDDEN,
        "named_by": HIDDEN,
        "source": HIDDEN,
    },
    "roadmap.status": {"place": HIDDEN, "carried": HIDDEN},
    "roadmap.label": {"carried": HIDDEN},
    "roadmap.product_set": {"carried": HIDDEN},
    "roadmap.custom_field": {"handle": HIDDEN, "result": HIDDEN, "place": HIDDEN, "carried": HIDDEN},
    "roadmap.run": {"p85": Recorded("85 % date"), "planned": Recorded("items planned")},
}


def today(*, actor: Actor, today: date, choice: ProductChoice) -> list[Card]:
    """Chances, what moved, what is late, who is full. Without open items only what is wrong is shown."""
    me = team.my_person(actor=actor)
    facts = queries.today(actor=actor, today=today, product_id=choice.scope, person_id=me.id if me else None)
    cards = [
        Card("brief", "roadmap/today/_brief.html", facts, order=10),
        Card("notices", "roadmap/today/_alarms.html", facts, order=10),
        Card("notices", "roadmap/today/_over.html", _over(facts), order=20),
    ]
    if not facts.open_items:
        return cards
    if actor.may(Role.EDITOR):
        cards.append(Card("actions", "roadmap/today/_plan.html", facts, order=10))
    drivers = {"run": facts.run, "drivers": facts.run.drivers[:3] if facts.run else ()}
    return [
        *cards,
        *([Card("main", "roadmap/today/_own.html", facts, order=5)] if facts.mine else []),
        Card("main", "roadmap/today/_moved.html", facts, order=10),
        Card("main", "roadmap/today/_late.html", facts, order=20),
        Card("main", "roadmap/today/_next.html", facts, order=30),
        Card("side", "roadmap/today/_drivers.html", drivers, order=20),
        Card("side", "roadmap/today/_full.html", _booked(facts), order=30),
    ]


def mine(*, actor: Actor, today: date) -> list[Card]:
    """The open items of the member, where the member said whom they are."""
    me = team.my_person(actor=actor)
    if me is None:
        return []
    rows = queries.my_items(actor=actor, person_id=me.id, today=today)
    return [Card("main", "roadmap/_mine.html", {"rows": rows}, order=10)]


def panels(*, actor: Actor, today: date, about: Ref) -> list[Card]:
    """On somebody's page: how much work they have."""
    if about.kind != "team.person":
        return []
    found = queries.load(actor=actor, today=today, person_id=about.id)
    return [Card("side", "roadmap/_person_load.html", row, order=30) for row in found.rows]


def _booked(facts: contracts.Today) -> dict[str, Any]:
    """Who has no time left in the next four weeks, and how many have most of it."""
    return {
        "run": facts.run,
        "full": [load for load in facts.loads if load.busy >= _FULL][:6],
        "idle": sum(load.busy < _IDLE for load in facts.loads),
    }


def _over(facts: contracts.Today) -> dict[str, Any]:
    """The first weeks with more work than time, and how many more there are."""
    return {"over": facts.over[:_NAMED], "more": len(facts.over[_NAMED:])}
