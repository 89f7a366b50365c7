"""Support problems: added, changed, removed, restored. Title, words and workaround never enter the record, as
they may name people who can ask to be erased."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Conflict, Invalid
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import known, line, lines, within_reach
from pilothouse.market import contracts, models, queries
from pilothouse.market.contracts import PROBLEM_STATES, SEVERITIES, STANDING, UNSOLVED
from pilothouse.market.services.feedback import contact_of
from pilothouse.market.services.fields import company_of, one_of
from pilothouse.market.services.levels import DUES, Clocks
from pilothouse.market.services.trash import Trash
from pilothouse.team.queries import known_person

REF = "market.support_problem"
_PERSONAL = ("title", "words", "workaround", "contact_id")
_READ: dict[str, Callable[[Mapping[str, Any], str], Any]] = {
    "title": lambda values, field: line(values, field, 200, needed="Say in a line what goes wrong."),
    "words": lines,
    "workaround": lines,
    "severity": lambda values, field: one_of(values, field, SEVERITIES),
    "state": lambda values, field: one_of(values, field, PROBLEM_STATES),
}
EDITABLE = (*_READ, "company_id", "contact_id", "assignee_id", "reported_at", "answered_at")


def problem_fields(
    *, actor: Actor, now: datetime, values: Mapping[str, Any], row: models.SupportProblem | None
) -> dict[str, Any]:
    """`values` as they are stored; a contact brings their company. Raises `Invalid`, `NotFound`."""
    known(values, EDITABLE)
    found = {field: read(values, field) for field, read in _READ.items() if field in values}
    if "company_id" in values:
        found["company_id"] = company_of(actor, values)
    if "assignee_id" in values:
        found["assignee_id"] = known_person(actor=actor, values=values, field="assignee_id")
    if values.get("contact_id") is not None:
        found |= contact_of(actor, values["contact_id"], found.get("company_id"))
    elif "contact_id" in values:
        found["contact_id"] = None
    for field in ("reported_at", "answered_at"):
        if field in values:
            found[field] = _past(values[field], field, now)
    reported = found.get("reported_at", row.reported_at if row else now)
    if reported is None:
        raise Invalid("The time is missing.", where="reported_at", cure="Say when it was reported.")
    answered = found.get("answered_at", row.answered_at if row else None)
    if answered is not None and answered < reported:
        cure = "Check both times."
        raise Invalid("It was answered before it was reported.", where="answered_at", cure=cure)
    return found


def _past(at: datetime | None, field: str, now: datetime) -> datetime | None:
    if at is None:
        return None
    moment = at if at.tzinfo else at.replace(tzinfo=UTC)
    within_reach(moment.date(), field)
    if moment > now:
        raise Invalid("This time lies ahead.", where=field, cure="Give a time that has passed.")
    return moment


@transaction.atomic
def add_problem(*, actor: Actor, now: datetime, title: str, **values: Any) -> contracts.SupportProblem:
    """Note what goes wrong at a customer; its clocks begin when it was reported. Raises `Invalid`,
    `NotFound`."""
    actor.require(Role.EDITOR)
    given = {"title": title, **values}
    given["reported_at"] = given.get("reported_at") or now
    fields = problem_fields(actor=actor, now=now, values=given, row=None)
    state = fields.pop("state", "new")
    row = models.SupportProblem(workspace_id=actor.workspace_id, **fields)
    for name, value in moved(row, state, now).items():
        setattr(row, name, value)
    clocks = Clocks(actor)
    clocks.note(actor)
    for name, value in clocks.dues(row).items():
        setattr(row, name, value)
    rows.insert(row, Conflict("This problem is there already.", cure="See the support queue."))
    changes = {name: [None, value] for name, value in fields.items() if value}
    _record(actor, now, "support_problem.added", row, told(changes))
    return queries.problem(actor=actor, id=row.pk)


@transaction.atomic
def change_problem(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.SupportProblem:
    """Change what is known of a problem. Waiting for the customer, solved and closed stop its clocks. Who
    sets it to waiting or solved has answered; set back to new, it is not answered. A first answer to a new
    problem opens it.

    Raises `Stale`, `Invalid`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    row = find(actor, id)
    fields = problem_fields(actor=actor, now=now, values=values, row=row)
    if fields.get("answered_at") and row.state == "new" and "state" not in fields:
        fields["state"] = "open"
    if "state" in fields and fields["state"] != row.state:
        fields = moved(row, fields["state"], now, fields.get("answered_at", row.answered_at)) | {
            name: value for name, value in fields.items() if name != "answered_at"
        }
    fields |= _dues_after(actor, row, fields)
    changes = versions.apply(row, fields, expected=version)
    if changes:
        _record(actor, now, "support_problem.changed", row, told(changes))
    return queries.problem(actor=actor, id=id)


def moved(
    row: models.SupportProblem, state: str, now: datetime, answered: datetime | None = None
) -> dict[str, Any]:
    """What the move into `state` sets beside it."""
    stops = [list(each) for each in row.stops]
    stood, stands = row.state in STANDING, state in STANDING
    if stands and not stood:
        stops.append([now.isoformat(), None])
    elif stood and not stands and stops:
        stops[-1][1] = now.isoformat()
    found: dict[str, Any] = {"state": state, "stops": stops, "answered_at": answered or row.answered_at}
    if state == "solved":
        found["solved_at"] = row.solved_at or now
    elif state in UNSOLVED:
        found["solved_at"] = None
    if state == "new":
        found["answered_at"] = None
    elif state in ("waiting", "solved"):
        found["answered_at"] = found["answered_at"] or now
    return found


def moved_back(row: models.SupportProblem, state: str) -> list[list[Any]]:
    """When its clocks stood, as if it had never left `state`, from which its last move was."""
    stops = [list(each) for each in row.stops]
    stood, stands = state in STANDING, row.state in STANDING
    if stands and not stood and stops:
        del stops[-1]
    elif stood and not stands and stops:
        stops[-1][1] = None
    return stops


def _dues_after(actor: Actor, row: models.SupportProblem, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Its dates once `fields` are stored."""
    if not {"severity", "state", "reported_at", "answered_at"} & set(fields):
        return {}
    return dues_with(Clocks(actor), row, fields)


def dues_with(clocks: Clocks, row: models.SupportProblem, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The dates of a problem that has `fields` instead of its own."""
    after = models.SupportProblem(
        **{
            name: fields.get(name, getattr(row, name))
            for name in ("severity", "state", "reported_at", "answered_at", "stops")
        }
    )
    return dict(clocks.dues(after))


@transaction.atomic
def remove_problem(*, actor: Actor, now: datetime, id: int, version: int | None, batch: str = "") -> int:
    """Put a problem into the trash; returns the entry that restores it."""
    kept = ("severity", "reported_at")
    return TRASH.remove(actor=actor, now=now, id=id, version=version, kept=kept, batch=batch)


def find(actor: Actor, id: int) -> models.SupportProblem:
    row: models.SupportProblem = TRASH.find(actor, id)
    return row


def title_of(row: models.SupportProblem) -> str:
    """What the record calls a problem: whose it is and since when, not what it says."""
    place = row.company.name if row.company else "a customer"
    return f"Support problem of {place}, {day_text(row.reported_at.date())}"


TRASH = Trash(
    models.SupportProblem, REF, "support_problem", "support problem", "See the support queue.", title_of
)


def told(changes: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """`changes` without what may name somebody, of that only which fields; and without what follows."""
    found = {
        name: [versions.plain(each) for each in pair]
        for name, pair in changes.items()
        if name not in (*_PERSONAL, *DUES, "stops")
    }
    personal = [name.removesuffix("_id") for name in _PERSONAL if name in changes]
    return found | ({"fields": [None, personal]} if personal else {})


def _record(
    actor: Actor, now: datetime, verb: str, row: models.SupportProblem, changes: dict[str, list[Any]]
) -> int:
    return journal.record(
        actor=actor, now=now, verb=verb, subject=Ref(REF, row.pk), title=title_of(row), changes=changes
    )
