"""The demo product: read from atlas.toml, entered through the same services as anybody's data, and
planned.
"""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pilothouse.accounts import queries as accounts_queries
from pilothouse.accounts import services as accounts
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.money import parse_minor
from pilothouse.kit.refs import Ref
from pilothouse.risk import services as risk
from pilothouse.roadmap import services as roadmap
from pilothouse.roadmap.contracts import Need
from pilothouse.team import queries as team_queries
from pilothouse.team import services as team
from pilothouse.vision import services as vision

CONTENT = Path(__file__).parent / "atlas.toml"
SEED = 7


def load(*, now: datetime) -> str:
    """Make the demo workspace unless it is there; returns its slug.

    Takes a few seconds, planning included.
    """
    data = tomllib.loads(CONTENT.read_text())
    about = data["workspace"]
    try:
        return accounts_queries.workspace(about["slug"]).slug
    except NotFound:
        pass
    accounts.found_workspace(
        now=now,
        name=about["name"],
        slug=about["slug"],
        email=about["email"],
        person=about["owner"],
        password=None,
        is_demo=True,
        currency=about["currency"],
    )
    actor = accounts_queries.system_actor(slug=about["slug"], channel="demo")
    _enter(actor, now, data)
    return str(about["slug"])


def _enter(actor: Actor, now: datetime, data: dict[str, Any]) -> None:
    about = data["workspace"]
    team.change_calendar(
        actor=actor,
        now=now,
        version=None,
        values={"country": about["country"], "subdivision": about["subdivision"]},
    )
    skills = {
        name: team.add_skill(actor=actor, now=now, name=name, group=group).id
        for group, names in data["skills"].items()
        for name in names
    }
    people = _people(actor, now, data, skills)
    product = vision.add_product(actor=actor, now=now, **data["product"])
    releases = {
        row["name"]: roadmap.add_release(
            actor=actor,
            now=now,
            product_id=product.id,
            name=row["name"],
            target_on=_day(now, row["target"]),
            description=row["description"],
        ).id
        for row in data["release"]
    }
    keys = _items(actor, now, data, product.id, releases, people, skills)
    finalised = _vision(actor, now, data, product.id, keys, people)
    _plan_twice(actor, now, product.id, keys, people)
    _hand_over(actor, now, finalised)


def _minor(data: dict[str, Any], amount: int) -> int:
    """Minor units of an amount of the file, which is in whole units of the workspace's currency."""
    return parse_minor(str(amount), data["workspace"]["currency"])


def _people(actor: Actor, now: datetime, data: dict[str, Any], skills: dict[str, int]) -> dict[str, int]:
    teams = {name: team.add_team(actor=actor, now=now, name=name).id for name in data["teams"]["names"]}
    people = {}
    for row in data["person"]:
        person = team.add_person(
            actor=actor,
            now=now,
            name=row["name"],
            title=row["title"],
            team_id=teams[row["team"]],
            day_rate_cents=_minor(data, row["rate"]),
            availability=row.get("availability", 1.0),
            country=row.get("country", ""),
        )
        people[row["name"]] = person.id
        for skill, level in row["skills"].items():
            team.set_skill(actor=actor, now=now, person_id=person.id, skill_id=skills[skill], level=level)
        for first, last, reason in row.get("absences", ()):
            team.add_absence(
                actor=actor,
                now=now,
                person_id=person.id,
                first=_day(now, first),
                last=_day(now, last),
                reason=reason,
            )
    return people


def _items(
    actor: Actor,
    now: datetime,
    data: dict[str, Any],
    product_id: int,
    releases: dict[str, int],
    people: dict[str, int],
    skills: dict[str, int],
) -> dict[str, str]:
    """Items in file order; returns the file's id to the item's key."""
    keys: dict[str, str] = {}
    for row in data["item"]:
        values: dict[str, Any] = {
            "level": row["level"],
            "kind": row.get("kind", "build" if "effort" in row else "other"),
            "description": row.get("description", "").strip(),
            "milestone": row.get("milestone", False),
            "mandatory": row.get("mandatory", True),
            "value": row.get("value"),
            "progress": row.get("progress", 0.0),
        }
        if "effort" in row:
            values |= dict(zip(("low", "likely", "high"), map(float, row["effort"]), strict=True))
        if "parent" in row:
            values["parent_key"] = keys[row["parent"]]
        if "release" in row:
            values["release_id"] = releases[row["release"]]
        if "owner" in row:
            values["owner_id"] = people[row["owner"]]
        if "cost_of_delay" in row:
            values["cost_of_delay_cents"] = _minor(data, row["cost_of_delay"])
        for name, field in (("deadline", "deadline"), ("earliest", "earliest_start")):
            if name in row:
                values[field] = _day(now, row[name])
        item = roadmap.add_item(actor=actor, now=now, product_id=product_id, title=row["title"], **values)
        keys[row["id"]] = item.key
        if row.get("needs"):
            needs = [Need(skills[skill], level, many) for skill, level, many in row["needs"]]
            roadmap.set_needs(actor=actor, now=now, key=item.key, version=None, needs=needs)
        _state(actor, now, row, item.key)
    for row in data["item"]:
        for text in row.get("after", ()):
            before, _, rest = text.partition(":")
            roadmap.add_dependency(
                actor=actor,
                now=now,
                predecessor=keys[before],
                successor=keys[row["id"]],
                kind=rest[:2] or "FS",
                lag_days=float(rest[2:] or 0),
            )
    return keys


def _state(actor: Actor, now: datetime, row: dict[str, Any], key: str) -> None:
    """Started and finished items, on the days the file says."""
    status = row.get("status", "ready" if row["level"] in ("feature", "task") else "backlog")
    if status == "done":
        begun, ended = (now + timedelta(days=offset) for offset in row["done"])
        roadmap.change_item(actor=actor, now=begun, key=key, version=None, values={"status": "in_progress"})
        roadmap.change_item(actor=actor, now=ended, key=key, version=None, values={"status": "done"})
    elif status != "backlog":
        roadmap.change_item(actor=actor, now=now, key=key, version=None, values={"status": status})


def _vision(
    actor: Actor,
    now: datetime,
    data: dict[str, Any],
    product_id: int,
    keys: dict[str, str],
    people: dict[str, int],
) -> dict[int, list[str]]:
    """Objectives, personas, blueprints with their traces and reviews, and what is still open. Returns the
    finalised blueprints with the teams that they are for."""
    for row in data["objective"]:
        values = {"title": row["title"], "owner_id": people.get(row.get("owner", ""))}
        values["due_on"] = _day(now, row["due"])
        objective = vision.add_objective(actor=actor, now=now, product_id=product_id, values=values)
        for result in row["key_results"]:
            vision.add_key_result(actor=actor, now=now, objective_id=objective.id, values=result)
    for row in data["persona"]:
        vision.add_persona(actor=actor, now=now, product_id=product_id, values=row)
    finalised = {}
    for row in data["blueprint"]:
        text = (CONTENT.parent / row["file"]).read_text(encoding="utf-8")
        title = text.splitlines()[0].removeprefix("# ")
        made = vision.add_blueprint(actor=actor, now=now, product_id=product_id, title=title, text=text)
        for key, items in row["traces"].items():
            for item in items:
                vision.trace_statement(actor=actor, now=now, id=made.id, key=key, to=keys[item])
        for review in row["review"]:
            _reviewed(actor, now, made.id, review)
        for state in ("in_review", row["state"]):
            vision.set_blueprint_state(actor=actor, now=now, id=made.id, version=None, state=state)
        if row["state"] == "finalised":
            finalised[made.id] = row["teams"]
        else:
            _ask(actor, now, data, product_id, made.id, keys, people)
    return finalised


def _hand_over(actor: Actor, now: datetime, finalised: dict[int, list[str]]) -> None:
    """Hand blueprints over with the dates of the plan; the first team has read its own."""
    teams = {row.name: row.id for row in team_queries.teams(actor=actor)}
    for number, names in finalised.items():
        to = [teams[name] for name in names]
        given = vision.hand_over(actor=actor, now=now, blueprint_id=number, team_ids=to)
        first = given.acknowledgements[0].id
        vision.acknowledge_handoff(actor=actor, now=now, id=given.id, acknowledgement_id=first)


def _reviewed(actor: Actor, now: datetime, blueprint_id: int, review: dict[str, Any]) -> None:
    held = vision.open_design_review(
        actor=actor,
        now=now,
        blueprint_id=blueprint_id,
        title=review["title"],
        held_on=_day(now, review["held"]),
        reviewers=review["reviewers"],
    )
    for check, (answer, note) in zip(held.checks, review["answers"], strict=True):
        values = {"answer": answer, "note": note}
        vision.answer_check(actor=actor, now=now, id=check.id, version=None, values=values)
    vision.close_design_review(actor=actor, now=now, id=held.id, version=None)


def _ask(
    actor: Actor,
    now: datetime,
    data: dict[str, Any],
    product_id: int,
    blueprint_id: int,
    keys: dict[str, str],
    people: dict[str, int],
) -> None:
    scope = Ref("vision.product", product_id)
    for row in data["uncertainty"]:
        values: dict[str, Any] = {
            "about": str(Ref("vision.blueprint", blueprint_id)),
            "part": row["statement"],
            "owner_id": people.get(row.get("owner", "")),
            "due_on": _day(now, row["due"]),
            "items": [keys[item] for item in row["items"]],
            "blocking": row.get("blocking", True),
        }
        for name in ("question", "chance", "wrong", "instead", "test", "wrong_days", "instead_days"):
            values[name] = row[name]
        values["test_days"] = row.get("test_days", 0)
        for name in ("wrong", "instead", "test"):
            if f"{name}_cost" in row:
                values[f"{name}_cents"] = _minor(data, row[f"{name}_cost"])
        asked = risk.raise_uncertainty(actor=actor, now=now, scope=scope, values=values)
        for text, source, leans, offset in row["evidence"]:
            risk.add_evidence(
                actor=actor,
                now=now,
                id=asked.id,
                text=text,
                source=source,
                leans=leans,
                found_on=_day(now, offset),
            )


def _plan_twice(
    actor: Actor, now: datetime, product_id: int, keys: dict[str, str], people: dict[str, int]
) -> None:
    """A first plan, then what a spike and a leave request taught, then the plan again: so that
    something moved.
    """
    roadmap.make_plan(actor=actor, now=now, product_id=product_id, seed=SEED)
    roadmap.change_item(
        actor=actor,
        now=now,
        key=keys["bp-replay-log"],
        version=None,
        values={"low": 9.0, "likely": 15.0, "high": 32.0},
        why="The spike showed that segments must be compacted while they are read.",
    )
    team.add_absence(
        actor=actor,
        now=now,
        person_id=people["Priya Deshmukh"],
        first=_day(now, 35),
        last=_day(now, 49),
        reason="Parental leave",
    )
    roadmap.make_plan(actor=actor, now=now, product_id=product_id, seed=SEED)


def _day(now: datetime, offset: int) -> Any:
    return (now + timedelta(days=offset)).date()
