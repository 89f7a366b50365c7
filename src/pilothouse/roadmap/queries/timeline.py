"""Everything the timeline draws, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import OPEN
from pilothouse.roadmap.queries import runs
from pilothouse.team import queries as team

_FIELDS = (
    "id",
    "key",
    "title",
    "level",
    "kind",
    "status",
    "milestone",
    "parent_id",
    "release_id",
    "deadline",
    "team_id",
    "owner_id",
    "started_on",
    "resolved_at",
)
_CLOSED_ROWS = 200


def timeline(*, actor: Actor, today: date, product_id: int | None = None) -> dict[str, Any]:
    """Rows in reading order (releases with their items beneath, parents before parts), links, and the run.

    Open items and their ancestors are shown, and the newest 200 closed ones. Times are ISO dates. A row:
    id, ref, parent, depth, key, title, level, kind, status, milestone, release, people, start, finish,
    p50, p85,
    chance, deadline, critical, moved_days, has_children, team, objective, why_url.
    """
    run = runs.latest_run(actor=actor, product_id=product_id)
    product_id = product_id or (run.product_id if run else None)
    items = _items(actor, product_id)
    planned = _planned(run.id if run else None)
    before = runs.previous_run(actor=actor, run=run) if run else None
    earlier = (
        dict(models.PlannedItem.objects.filter(run_id=before.id).values_list("item_id", "p85"))
        if before
        else {}
    )
    members = team.people(actor=actor)
    people = {p.id: {"id": p.id, "initials": p.initials, "name": p.name} for p in members}
    team_of = {p.id: p.team_name for p in members}
    teams = {each.id: each.name for each in team.teams(actor=actor)}
    rows = _ordered(items, _releases(actor, product_id, run.id if run else None))
    top = {row["id"]: row for row in items.values()}
    for row in rows:
        if row["release"]:
            continue
        number = row.pop("number")
        values = planned.get(number)
        source = top[number]
        row |= _dates(source, values, earlier.get(number))
        row["people"] = [
            people[p] for p in (values["people"] if values else [source["owner_id"]]) if p in people
        ]
        row["team"] = teams.get(source["team_id"], "") or next((team_of[p["id"]] for p in row["people"]), "")
        row["objective"] = _objective(source, top)
        row["why_url"] = f"/w/{actor.workspace_slug}/roadmap/items/{row['key']}/why"
    _span_releases(rows)
    shown = {row["ref"]: row["id"] for row in rows}
    return {
        "run": None
        if run is None
        else {
            "id": run.id,
            "number": run.number,
            "created_at": run.created_at.isoformat(),
            "stale": run.stale,
            "as_of": run.as_of.isoformat(),
        },
        "today": today.isoformat(),
        "rows": rows,
        "links": _links(actor, product_id, shown, planned),
    }


def _items(actor: Actor, product_id: int | None) -> dict[int, dict[str, Any]]:
    rows = models.Item.objects.filter(workspace_id=actor.workspace_id)
    if product_id is not None:
        rows = rows.filter(product_id=product_id)
    found = {row["id"]: row for row in rows.filter(status__in=OPEN).order_by("rank", "id").values(*_FIELDS)}
    closed = rows.exclude(status__in=OPEN).exclude(status="cancelled").order_by("-resolved_at", "-id")
    found |= {row["id"]: row for row in closed.values(*_FIELDS)[:_CLOSED_ROWS]}
    missing = {row["parent_id"] for row in found.values() if row["parent_id"]} - found.keys()
    while missing:
        parents = {row["id"]: row for row in models.Item.objects.filter(pk__in=missing).values(*_FIELDS)}
        found |= parents
        missing = {row["parent_id"] for row in parents.values() if row["parent_id"]} - found.keys()
    return found


def _planned(run_id: int | None) -> dict[int, dict[str, Any]]:
    if run_id is None:
        return {}
    rows = models.PlannedItem.objects.filter(run_id=run_id).values(
        "item_id", "start", "finish", "start_p50", "p50", "p85", "chance", "criticality", "people"
    )
    return {row["item_id"]: dict(row) for row in rows}


def _releases(actor: Actor, product_id: int | None, run_id: int | None) -> dict[int, dict[str, Any]]:
    rows = models.Release.objects.filter(workspace_id=actor.workspace_id)
    if product_id is not None:
        rows = rows.filter(product_id=product_id)
    found = {
        row["id"]: row | {"planned": None} for row in rows.values("id", "name", "target_on", "released_on")
    }
    if run_id is not None:
        planned = models.PlannedRelease.objects.filter(run_id=run_id).values(
            "release_id", "p50", "p85", "chance"
        )
        for row in planned:
            if row["release_id"] in found:
                found[row["release_id"]]["planned"] = row
    return found


def _ordered(items: dict[int, dict[str, Any]], releases: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """Releases by target with the items that name them (and whose parent does not), then the rest."""
    children: dict[int | None, list[int]] = {}
    for number, row in items.items():
        children.setdefault(row["parent_id"], []).append(number)
    beneath: dict[int, list[int]] = {}
    loose: list[int] = []
    for number, row in items.items():
        parent = items.get(row["parent_id"] or 0)
        release = row["release_id"]
        if (
            release in releases
            and row["status"] in OPEN
            and (parent is None or parent["release_id"] != release)
        ):
            beneath.setdefault(release, []).append(number)
        elif parent is None:
            loose.append(number)
    lifted = {number for rows in beneath.values() for number in rows}
    result: list[dict[str, Any]] = []

    def walk(numbers: Iterable[int], parent: str | None, depth: int) -> None:
        for number in numbers:
            row = items[number]
            own = [child for child in children.get(number, ()) if child not in lifted]
            result.append(_row(row, parent, depth, bool(own)))
            walk(own, str(number), depth + 1)

    order = sorted(beneath, key=lambda r: (str(releases[r]["target_on"] or "9"), r))
    for number in order:
        release = releases[number]
        result.append(_release_row(number, release, beneath[number]))
        walk(beneath[number], f"r{number}", 1)
    walk(loose, None, 0)
    return result


def _row(row: dict[str, Any], parent: str | None, depth: int, has_children: bool) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "ref": f"roadmap.item:{row['id']}",
        "number": row["id"],
        "parent": parent,
        "depth": depth,
        "key": row["key"],
        "title": row["title"],
        "level": row["level"],
        "kind": row["kind"],
        "status": row["status"],
        "milestone": row["milestone"],
        "release": False,
        "deadline": _iso(row["deadline"]),
        "has_children": has_children,
    }


def _release_row(number: int, release: dict[str, Any], items: list[int]) -> dict[str, Any]:
    planned = release["planned"]
    return {
        "id": f"r{number}",
        "ref": f"roadmap.release:{number}",
        "parent": None,
        "depth": 0,
        "key": f"r{number}",
        "title": release["name"],
        "level": "release",
        "kind": "release",
        "status": "done" if release["released_on"] else "in_progress",
        "milestone": False,
        "release": True,
        "people": [],
        "start": None,
        "finish": _iso(planned["p50"]) if planned else None,
        "p50": _iso(planned["p50"]) if planned else None,
        "p85": _iso(planned["p85"]) if planned else None,
        "chance": planned["chance"] if planned else None,
        "deadline": _iso(release["target_on"]),
        "critical": 0.0,
        "moved_days": None,
        "has_children": bool(items),
        "team": "",
        "objective": "",
        "why_url": None,
    }


def _dates(row: dict[str, Any], planned: dict[str, Any] | None, before: date | None) -> dict[str, Any]:
    if planned is not None:
        return {
            "start": _iso(planned["start_p50"]),
            "finish": _iso(planned["finish"]),
            "p50": _iso(planned["p50"]),
            "p85": _iso(planned["p85"]),
            "chance": planned["chance"],
            "critical": planned["criticality"],
            "moved_days": (planned["p85"] - before).days if before else None,
        }
    ended = row["resolved_at"].date() if row["resolved_at"] else None
    started = row["started_on"] or ended
    return {
        "start": _iso(started) if ended else None,
        "finish": _iso(ended),
        "p50": _iso(ended),
        "p85": _iso(ended),
        "chance": None,
        "critical": 0.0,
        "moved_days": None,
    }


def _span_releases(rows: list[dict[str, Any]]) -> None:
    """A release starts with the first of the items beneath it."""
    begin: dict[str, str] = {}
    root: dict[str, str] = {}
    for row in rows:
        top = row["id"] if row["parent"] is None else root[row["parent"]]
        root[row["id"]] = top
        if row["start"] and (top not in begin or row["start"] < begin[top]):
            begin[top] = row["start"]
    for row in rows:
        if row["release"] and row["finish"]:
            row["start"] = begin.get(row["id"])


def _objective(row: dict[str, Any], items: dict[int, dict[str, Any]]) -> str:
    current: dict[str, Any] | None = row
    for _ in range(20):
        if current is None:
            return ""
        if current["level"] == "objective":
            return str(current["title"])
        current = items.get(current["parent_id"] or 0)
    return ""


def _links(
    actor: Actor, product_id: int | None, shown: dict[str, str], planned: dict[int, dict[str, Any]]
) -> list[dict[str, Any]]:
    rows = models.Dependency.objects.filter(workspace_id=actor.workspace_id)
    if product_id is not None:
        rows = rows.filter(successor__product_id=product_id)
    found = []
    for before, after, kind, lag in rows.values_list("predecessor_id", "successor_id", "kind", "lag_days"):
        ends = shown.get(f"roadmap.item:{before}"), shown.get(f"roadmap.item:{after}")
        if ends[0] is None or ends[1] is None:
            continue
        violated = False
        first, second = planned.get(before), planned.get(after)
        if first and second and kind == "FS" and lag >= 0:
            violated = bool(second["start"] < first["finish"])
        found.append({"from": ends[0], "to": ends[1], "kind": kind, "lag": lag, "violated": violated})
    return found


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
