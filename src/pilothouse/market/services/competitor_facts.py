"""Facts: recorded, checked anew, changed; and what rests on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from pilothouse.journal import queries as recorded
from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.dates import months_after
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.ids import sortable_id
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import day, known, line
from pilothouse.market import contracts, models, queries
from pilothouse.market.contracts import ANSWERS, of_fact_number
from pilothouse.market.services.fields import one_of
from pilothouse.market.services.linking import TARGETS, called, target_of

REF = "market.fact"
OF_FACT = ("answer", "source", "seen_on", "seen_by", "expires_on")
_HELD = ("answer", "source", "since", "seen_on", "seen_by", "expires_on")
_MOST = 1_000
_MOST_RESTING = 200


@transaction.atomic
def record_fact(
    *,
    actor: Actor,
    now: datetime,
    id: int,
    version: int | None,
    values: Mapping[str, Any],
    batch: str = "",
) -> contracts.Fact:
    """Say what is known of a feature at a competitor. It was seen today by the actor, and expires after the
    months of the workspace, unless `values` say otherwise; an empty `expires_on` never. What was known before
    stays as its history.

    Raises `Stale`, `Invalid`, `NotFound`.
    """
    actor.require(Role.EDITOR)
    today = now.date()
    known(values, OF_FACT)
    row = fact_row(actor=actor, now=now, id=id, expected=version)
    fields = fact_fields(values, row, today, months_of(actor))
    if not fields.get("seen_by") and ("answer" in values or "seen_on" in values):
        fields["seen_by"] = "" if fields.get("answer", row.answer) == "unknown" else actor.name
    write_fact(actor=actor, now=now, row=row, fields=fields, verb="fact.recorded", batch=batch)
    return queries.fact(actor=actor, id=id, today=today)


def fact_fields(values: Mapping[str, Any], row: models.Fact, today: date, months: int) -> dict[str, Any]:
    """`values` as they are stored; another answer is of today, until it expires. Raises `Invalid`."""
    found: dict[str, Any] = {}
    if "answer" in values:
        found["answer"] = one_of({"answer": values["answer"] or "unknown"}, "answer", ANSWERS)
    answer = found.get("answer", row.answer)
    if answer == "unknown":
        nothing = {"source": "", "seen_on": None, "seen_by": "", "expires_on": None, "since": None}
        return {"answer": answer, **nothing}
    if "source" in values:
        found["source"] = line(values, "source", 500)
    elif answer != row.answer:
        found["source"] = ""
    if "seen_by" in values:
        found["seen_by"] = line(values, "seen_by", 200)
    seen = day(values, "seen_on") or (row.seen_on if answer == row.answer else None) or today
    if seen > today:
        raise Invalid("This day lies ahead.", where="seen_on", cure="Give the day on which it was seen.")
    found["seen_on"] = seen
    found["since"] = row.since if answer == row.answer and row.since and row.since <= seen else seen
    if "expires_on" in values:
        found["expires_on"] = _expiry(values, seen)
    elif seen != row.seen_on or answer != row.answer:
        found["expires_on"] = months_after(seen, months)
    return found


def _expiry(values: Mapping[str, Any], seen: date) -> date | None:
    ends = day(values, "expires_on")
    if ends is not None and ends < seen:
        cure = "Give a later day, or leave it empty."
        raise Invalid("It expires before it was seen.", where="expires_on", cure=cure)
    return ends


def months_of(actor: Actor) -> int:
    """After how many months facts of the workspace expire."""
    row = models.CompetitorSettings.objects.filter(workspace_id=actor.workspace_id).first()
    return row.months if row else contracts.USUAL_MONTHS


def fact_row(*, actor: Actor, now: datetime, id: int, expected: int | None = None) -> models.Fact:
    """The row of a fact; one that is not there yet, of version 0, is new and not written. Raises `NotFound`,
    `Stale`."""
    shown = queries.fact(actor=actor, id=id, today=now.date())
    feature_id, competitor_id = of_fact_number(id)
    if shown.row is not None:
        row = models.Fact.objects.select_related("feature", "competitor").get(pk=shown.row)
    else:
        row = models.Fact(
            workspace_id=actor.workspace_id,
            feature=models.Feature.objects.get(pk=feature_id),
            competitor=models.Competitor.objects.get(pk=competitor_id),
            answer="unknown",
            version=0,
        )
    if expected is not None and expected != row.version:
        raise versions.stale(row, expected, row.version, {})
    return row


def write_fact(
    *, actor: Actor, now: datetime, row: models.Fact, fields: dict[str, Any], verb: str, batch: str
) -> bool:
    """Store what is known; another answer makes what was known before a part of the history. Whether
    anything changed."""
    earlier = _earlier(row, fields.get("seen_on") or now.date(), batch)
    is_new = row.version == 0
    was_known = not is_new and row.answer != "unknown"
    if is_new:
        changes = _insert(row, fields)
    else:
        changes = versions.apply(row, fields, expected=row.version)
    if not changes:
        return False
    if was_known and "answer" in changes:
        earlier.save(force_insert=True)
    journal.record_many(
        actor=actor,
        now=now,
        changes=[Change(verb, Ref(REF, row.pk), title_of(row), dict(changes))],
        batch=batch,
    )
    return True


def _insert(row: models.Fact, fields: dict[str, Any]) -> versions.Changes:
    if fields.get("answer", "unknown") == "unknown":
        return {}
    for name, value in fields.items():
        setattr(row, name, value)
    row.version = 1
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise versions.stale(row, 0, 1, {}) from None
    return {name: [None, versions.plain(value)] for name, value in fields.items() if value}


def _earlier(row: models.Fact, until: date, batch: str) -> models.EarlierFact:
    held = {name: getattr(row, name) for name in _HELD}
    return models.EarlierFact(workspace_id=row.workspace_id, fact_id=row.pk, until=until, batch=batch, **held)


@transaction.atomic
def undo_fact(*, actor: Actor, now: datetime, batch: str) -> contracts.Fact:
    """Give the fact that was recorded as `batch` what it held before, unless it changed again since. Raises
    `NotFound`, `Conflict`."""
    actor.require(Role.EDITOR)
    entries = [row for row in recorded.batch(actor=actor, batch=batch) if row.verb == "fact.recorded"]
    if not entries:
        raise NotFound("There was no such act.", cure="See the activity page.")
    entry = entries[0]
    id = queries.fact_key(actor=actor, id=entry.subject.id)
    row = fact_row(actor=actor, now=now, id=id)
    after = {name: pair[1] for name, pair in entry.changes.items()}
    if any(versions.plain(getattr(row, name)) != value for name, value in after.items()):
        raise Conflict("The fact changed again since.", cure="Record what is known now.")
    back_to_before(row, entry.changes, batch)
    _record(actor, now, "fact.undone", row, {})
    return queries.fact(actor=actor, id=id, today=now.date())


def back_to_before(row: models.Fact, changes: Mapping[str, Sequence[Any]], batch: str) -> None:
    """Give a fact what an act changed in it its values from before, and take that out of its history."""
    models.EarlierFact.objects.filter(fact=row, batch=batch).delete()
    before: dict[str, Any] = {}
    for name, pair in changes.items():
        field: Any = models.Fact._meta.get_field(name)
        empty = "unknown" if name == "answer" else field.get_default()
        before[name] = empty if pair[0] is None else field.to_python(pair[0])
    versions.apply(row, before, expected=None)


@transaction.atomic
def renew_facts(*, actor: Actor, now: datetime, ids: Sequence[int]) -> contracts.FactsRenewed:
    """Note that these facts were checked today and are still so; each expires as late as the workspace says.
    All or nothing. Raises `Invalid`, `NotFound`, and `Conflict` for one of which nothing is known."""
    actor.require(Role.EDITOR)
    numbers = sorted(set(ids))
    if not numbers:
        raise Invalid("Nothing was chosen.", where="ids", cure="Choose at least one fact.")
    if len(numbers) > _MOST:
        raise Invalid("These are too many for one act.", where="ids", cure=f"Choose up to {_MOST:,}.")
    ends, changed = months_after(now.date(), months_of(actor)), []
    for number in numbers:
        row = fact_row(actor=actor, now=now, id=number)
        if row.answer == "unknown":
            raise Conflict("Nothing is known of this.", where="ids", cure="Record what you saw.")
        kept = row.expires_on is None
        fields = {"seen_on": now.date(), "seen_by": actor.name, "expires_on": None if kept else ends}
        if changes := versions.apply(row, fields, expected=None):
            changed.append(Change("fact.renewed", Ref(REF, row.pk), title_of(row), changes))
    journal.record_many(actor=actor, now=now, changes=changed, batch=sortable_id(now))
    return contracts.FactsRenewed(len(numbers))


@transaction.atomic
def rest_on_fact(
    *, actor: Actor, now: datetime, id: int, target: str, note: str = ""
) -> tuple[contracts.Resting, ...]:
    """Say that `target`, an item or a requirement by reference, rests on a fact being what it is; returns all
    that rests on it. Raises `Invalid`, `NotFound`, `Conflict`."""
    actor.require(Role.EDITOR)
    row = fact_row(actor=actor, now=now, id=id)
    if row.version == 0 or row.answer == "unknown":
        cure = "Record what is known first."
        raise Conflict("Nothing is known of this, so nothing can rest on it.", where="fact", cure=cure)
    about = target_of(actor, target, TARGETS, "Choose an item or a requirement of the list.")
    if row.resting.count() >= _MOST_RESTING:
        cure = "Remove some first."
        raise Invalid(f"At most {_MOST_RESTING} things rest on a fact.", where="target", cure=cure)
    link = models.FactLink(
        workspace_id=actor.workspace_id,
        fact=row,
        target=about.ref,
        relied=row.answer,
        note=line({"note": note}, "note", 500),
        added_at=now,
        added_by=actor.name,
    )
    try:
        with transaction.atomic():
            link.save(force_insert=True)
    except IntegrityError:
        cure = "See what rests on the fact."
        raise Conflict("It rests on this fact already.", where="target", cure=cure) from None
    _record(actor, now, "fact.relied_on", row, {"rests on it": [None, called(about)]})
    return queries.resting(actor=actor, today=now.date(), fact_id=id)


@transaction.atomic
def settle_resting(*, actor: Actor, now: datetime, resting_id: int) -> tuple[contracts.Resting, ...]:
    """Note that what rests on a fact was looked at since the fact changed, and holds as the fact is now;
    returns all that rests on the fact. Raises `NotFound`, and `Conflict` while the fact is unknown."""
    actor.require(Role.EDITOR)
    link = _link(actor, resting_id)
    if link.fact.answer == "unknown":
        raise Conflict("Nothing is known of this any more.", cure="Record the fact, or remove the link.")
    if link.relied != link.fact.answer:
        pair = [link.relied, link.fact.answer]
        link.relied = link.fact.answer
        link.save(update_fields=["relied"])
        _record(actor, now, "fact.looked_at", link.fact, {"relied on as": pair})
    return queries.resting(actor=actor, today=now.date(), fact_id=_number(link.fact))


@transaction.atomic
def unrest_on_fact(*, actor: Actor, now: datetime, resting_id: int) -> tuple[contracts.Resting, ...]:
    """Take the link away; returns what rests on the fact still. Raises `NotFound`."""
    actor.require(Role.EDITOR)
    link = _link(actor, resting_id)
    (shown,) = (
        row
        for row in queries.resting(actor=actor, today=now.date(), fact_id=_number(link.fact))
        if row.id == resting_id
    )
    link.delete()
    _record(actor, now, "fact.not_relied_on", link.fact, {"rests on it": [called(shown.target), None]})
    return queries.resting(actor=actor, today=now.date(), fact_id=_number(link.fact))


def _link(actor: Actor, resting_id: int) -> models.FactLink:
    row = (
        models.FactLink.objects.filter(
            workspace_id=actor.workspace_id,
            pk=resting_id,
            fact__feature__removed_at=None,
            fact__competitor__removed_at=None,
        )
        .select_related("fact__feature", "fact__competitor")
        .first()
    )
    if row is None:
        raise NotFound("There is no such link.", cure="It may have been removed; reload the page.")
    return row


def _number(row: models.Fact) -> int:
    return contracts.fact_number(row.feature_id, row.competitor_id)


def title_of(row: models.Fact) -> str:
    """What the record calls a fact."""
    return f"{row.competitor.name}: {row.feature.name}"


def _record(
    actor: Actor, now: datetime, verb: str, row: models.Fact, changes: Mapping[str, list[Any]]
) -> None:
    subject = Ref(REF, row.pk)
    journal.record(
        actor=actor, now=now, verb=verb, subject=subject, title=title_of(row), changes=dict(changes)
    )
