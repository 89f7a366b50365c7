"""Adding, changing and removing items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import contracts, models, queries
from pilothouse.roadmap.services import rules
from pilothouse.team import queries as team
from pilothouse.vision import queries as vision

EDITABLE = (
    "level",
    "kind",
    "title",
    "description",
    "status",
    "rank",
    "low",
    "likely",
    "high",
    "story_points",
    "progress",
    "earliest_start",
    "deadline",
    "deadline_hard",
    "cost_of_delay_cents",
    "value",
    "mandatory",
    "milestone",
    "release_id",
    "owner_id",
    "team_id",
    "labels",
    "components",
    "started_on",
    "parent_id",
)


_TRIES = 20


@transaction.atomic
def add_item(
    *, actor: Actor, now: datetime, product_id: int, title: str, key: str = "", **values: Any
) -> contracts.Item:
    """Add an item and return it. `values` are fields of `EDITABLE`; `parent_key` may stand for `parent_id`.

    Raises `Invalid` for a broken rule and `NotFound` for an unknown product, parent, release or owner.
    """
    actor.require(Role.EDITOR)
    product = vision.product(actor=actor, id=product_id)
    values = _cleaned(actor, now, {"title": title, **values}, row=None, product_id=product_id)
    # The rank orders siblings; new ones come last.
    last = models.Item.objects.filter(product_id=product_id).aggregate(last=Max("rank"))["last"]
    values.setdefault("rank", (last or 0.0) + 1.0)
    row = models.Item(
        workspace_id=actor.workspace_id, product_id=product_id, key=key.strip(), opened_at=now, **values
    )
    _stamp(row, now)
    _insert(actor, row, prefix=product.key)
    changes = {
        name: [None, versions.plain(value)] for name, value in values.items() if value not in (None, "", [])
    }
    journal.record(
        actor=actor, now=now, verb="item.added", subject=ref(row), title=titled(row), changes=changes
    )
    return queries.item(actor=actor, key=row.key)


@transaction.atomic
def change_item(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    version: int | None,
    values: Mapping[str, Any],
    why: str = "",
    verb: str = "item.changed",
) -> contracts.Item:
    """Change fields of an item. `verb` names the change in the journal.

    Raises `Stale` when `version` is not the present one, `Invalid`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    row = find(actor, key)
    changes = _change(actor, now, row, values, version)
    if changes:
        journal.record(
            actor=actor, now=now, verb=verb, subject=ref(row), title=titled(row), changes=changes, why=why
        )
    return queries.item(actor=actor, key=row.key)


def move_item(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    version: int | None,
    parent_key: str | None,
    rank: float | None = None,
) -> contracts.Item:
    """Make an item part of another, or of none (None), and give it its place among its siblings.

    Raises `Invalid` when the parent's level is too low, or naming the circle that would close.
    """
    values: dict[str, Any] = {"parent_key": parent_key} | ({} if rank is None else {"rank": rank})
    return change_item(actor=actor, now=now, key=key, version=version, values=values, verb="item.moved")


def complete_item(*, actor: Actor, now: datetime, key: str, version: int | None) -> contracts.Item:
    """Mark an item as done at `now`; it leaves the next plan and joins the record of finished ones."""
    values = {"status": "done"}
    return change_item(actor=actor, now=now, key=key, version=version, values=values, verb="item.completed")


def _change(
    actor: Actor, now: datetime, row: models.Item, values: Mapping[str, Any], version: int | None
) -> dict[str, list[Any]]:
    cleaned = _cleaned(actor, now, dict(values), row=row, product_id=row.product_id)
    if "status" in cleaned and cleaned["status"] != row.status:
        cleaned |= _status_dates(row, cleaned["status"], now)
    return versions.apply(row, cleaned, expected=version)


@transaction.atomic
def bulk_change(*, actor: Actor, now: datetime, ids: Sequence[int], values: Mapping[str, Any]) -> int:
    """The same change on many items, all or nothing; returns how many really changed."""
    actor.require(Role.EDITOR)
    if not ids or len(ids) > 5000:
        raise Invalid("Choose between 1 and 5,000 items.", where="ids", cure="Tick the items to change.")
    batch = sortable_id(now)
    rows = list(models.Item.objects.filter(workspace_id=actor.workspace_id, pk__in=ids))
    if len(rows) != len(set(ids)):
        raise NotFound("One of the items does not exist any more.", cure="Reload the list.")
    entries = []
    for row in rows:
        changes = _change(actor, now, row, values, None)
        if changes:
            entries.append(Change("item.changed", ref(row), titled(row), changes))
    journal.record_many(actor=actor, now=now, changes=entries, batch=batch)
    return len(entries)


@transaction.atomic
def set_needs(
    *, actor: Actor, now: datetime, key: str, version: int | None, needs: Iterable[contracts.Need]
) -> contracts.Item:
    """Replace an item's needs."""
    actor.require(Role.EDITOR)
    row = find(actor, key)
    wanted = tuple(needs)
    skills = {skill.id: skill.name for skill in team.skills(actor=actor)}
    rules.check_needs(wanted, skills)
    before = [_need_text(need.skill_id, need.level, need.people, skills) for need in row.needs.all()]
    after = [_need_text(need.skill_id, need.level, need.people, skills) for need in wanted]
    _bump(row, version)
    row.needs.all().delete()
    models.Need.objects.bulk_create(
        models.Need(
            workspace_id=actor.workspace_id,
            item=row,
            skill_id=need.skill_id,
            level=need.level,
            people=need.people,
        )
        for need in wanted
    )
    if before != after:
        journal.record(
            actor=actor,
            now=now,
            verb="item.needs_changed",
            subject=ref(row),
            title=titled(row),
            changes={"needs": [before, after]},
        )
    return queries.item(actor=actor, key=key)


@transaction.atomic
def pin_people(
    *, actor: Actor, now: datetime, key: str, version: int | None, people: Sequence[int]
) -> contracts.Item:
    """Choose who does an item; the planner keeps the choice. An empty list leaves it to the planner."""
    actor.require(Role.EDITOR)
    row = find(actor, key)
    names = team.names(actor=actor)
    unknown = [person for person in people if person not in names]
    if unknown:
        raise NotFound("One of the people does not exist.", where="people", cure="Choose from the team.")
    before = [names.get(pinned.person_id, "?") for pinned in row.assignments.all()]
    after = [names[person] for person in dict.fromkeys(people)]
    _bump(row, version)
    row.assignments.all().delete()
    models.Assignment.objects.bulk_create(
        models.Assignment(workspace_id=actor.workspace_id, item=row, person_id=person)
        for person in dict.fromkeys(people)
    )
    if before != after:
        journal.record(
            actor=actor,
            now=now,
            verb="item.people_chosen",
            subject=ref(row),
            title=titled(row),
            changes={"people": [before, after]},
        )
    return queries.item(actor=actor, key=key)


def find(actor: Actor, key: str) -> models.Item:
    """The row with `key`. Raises `NotFound`, alike for one of another workspace."""
    row = models.Item.objects.filter(workspace_id=actor.workspace_id, key=key).first()
    if row is None:
        raise NotFound(f"There is no item {key[:40]}.", cure="Check the key.")
    return row


def _insert(actor: Actor, row: models.Item, *, prefix: str) -> None:
    """Store a new item under its own key, or under the next of the product when it has none."""
    given = row.key
    if len(given) > 40:
        raise Invalid("The key has more than 40 characters.", where="key", cure="Choose a shorter one.")
    for _ in range(1 if given else _TRIES):
        row.key = given or queries.next_key(actor=actor, prefix=prefix)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:  # somebody else was quicker
            if not models.Item.objects.filter(workspace_id=actor.workspace_id, key=row.key).exists():
                raise
        else:
            return
    raise Conflict(f"There is already an item {row.key}.", where="key", cure="Choose another key.")


def ref(row: models.Item) -> Ref:
    return Ref("roadmap.item", row.pk)


def titled(row: models.Item) -> str:
    """How the journal names an item."""
    return f"{row.key} {row.title}"


def _bump(row: models.Item, version: int | None) -> None:
    """Count one more version, unless `version` is not the present one or somebody got in between."""
    found = row.version
    if version is not None and version != found:
        raise versions.stale(row, version, found, {})
    row.version = found + 1
    if not models.Item.objects.filter(pk=row.pk, version=found).update(version=row.version):
        raise versions.stale(row, found, found + 1, {})


def _need_text(skill_id: int | None, level: int, people: int, skills: dict[int, str]) -> str:
    name = "anybody" if skill_id is None else skills.get(skill_id, "?")
    return f"{people} × {name}" + (f" at {level}" if level else "")


def _stamp(row: models.Item, now: datetime) -> None:
    if row.status == "in_progress" and row.started_on is None:
        row.started_on = now.date()
    if row.status == "done" and row.resolved_at is None:
        row.resolved_at = now


def _status_dates(row: models.Item, status: str, now: datetime) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if status == "in_progress" and row.started_on is None:
        found["started_on"] = now.date()
    if status in ("done", "cancelled"):
        found["resolved_at"] = now
        if status == "done":
            found["progress"] = 1.0
    elif row.resolved_at is not None:
        found["resolved_at"] = None
    return found


def _cleaned(
    actor: Actor, now: datetime, values: dict[str, Any], *, row: models.Item | None, product_id: int
) -> dict[str, Any]:
    """`values` judged by every rule, references looked up within the workspace."""
    if "parent_key" in values:
        key = values.pop("parent_key")
        values["parent_id"] = find(actor, key).pk if key else None
    if unknown := sorted(set(values) - set(EDITABLE)):
        raise Invalid(
            f"'{unknown[0]}' cannot be set.", where=unknown[0], cure=f"Give one of: {', '.join(EDITABLE)}."
        )
    values = rules.clean_texts(values)
    rules.check_fields(values, row=row, today=now.date())
    if values.get("release_id") is not None:
        release = models.Release.objects.filter(
            workspace_id=actor.workspace_id, pk=values["release_id"]
        ).first()
        if release is None or release.product_id != product_id:
            raise NotFound(
                "There is no such release of this product.", where="release", cure="Choose another."
            )
    if values.get("owner_id") is not None and values["owner_id"] not in team.names(actor=actor):
        raise NotFound("There is no such person.", where="owner", cure="Choose somebody of the team.")
    if values.get("team_id") is not None and values["team_id"] not in {t.id for t in team.teams(actor=actor)}:
        raise NotFound("There is no such team.", where="team", cure="Choose another.")
    _check_place(actor, values, row, product_id)
    return values


def _check_place(actor: Actor, values: Mapping[str, Any], row: models.Item | None, product_id: int) -> None:
    """Parent and level fit together, upwards and downwards, whichever of the two changes."""
    level = str(values.get("level") or (row.level if row else "task"))
    parent = values.get("parent_id", row.parent_id if row else None)
    moved = row is None or parent != row.parent_id or level != row.level
    if moved and parent is not None:
        rules.check_parent(actor.workspace_id, row, int(parent), level, product_id)
    if row is not None and level != row.level:
        rules.check_parts(row, level)


@transaction.atomic
def change_whole_item(
    *,
    actor: Actor,
    now: datetime,
    key: str,
    version: int | None,
    values: Mapping[str, Any],
    needs: Sequence[contracts.Need] | None = None,
    people: Sequence[int] | None = None,
) -> contracts.Item:
    """Fields, needs and people of an item in one go, all or nothing, based on one `version`."""
    found = change_item(actor=actor, now=now, key=key, version=version, values=values)
    if needs is not None:
        found = set_needs(actor=actor, now=now, key=key, version=None, needs=needs)
    if people is not None:
        found = pin_people(actor=actor, now=now, key=key, version=None, people=people)
    return found
