"""Questions, what is known about them, and what they bear on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.concerns import Concern
from pilothouse.kit.errors import NotFound
from pilothouse.kit.prepared import prepared
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.kit.subjects import Subject, named
from pilothouse.risk import models
from pilothouse.risk.contracts import Evidence, OpenQuestion, Uncertainty, Worth
from pilothouse.team import queries as team

Known = Mapping[str, Subject]
KIND = "risk.uncertainty"


def uncertainties(
    *,
    actor: Actor,
    scope: Ref | Collection[Ref] | None = None,
    about: Ref | None = None,
    state: str = "",
    known: Known | None = None,
) -> tuple[Uncertainty, ...]:
    """Uncertainties of `scope`, one or several, or of the workspace, open ones first: those that gain most by
    being asked, then blocking ones, then by day. With `about` those about that and those about the scope as
    a whole.

    `known` spares asking what the things are called that they point to.
    """
    rows = _of(actor)
    rows = _within(rows, scope)
    if about is not None:
        rows = rows.filter(about__in=("", str(about)))
    if state:
        rows = rows.filter(state=state)
    return tuple(sorted(_made(actor, rows, known), key=lambda row: _order(row, row.gain)))


def _within(
    rows: QuerySet[models.Uncertainty], scope: Ref | Collection[Ref] | None
) -> QuerySet[models.Uncertainty]:
    """Those of one scope, of several, or all."""
    if scope is None:
        return rows
    return rows.filter(scope__in=[str(scope)] if isinstance(scope, Ref) else [str(one) for one in scope])


def _order(row: Uncertainty | models.Uncertainty, gain: float | None) -> tuple[object, ...]:
    """Settled ones last; then by what asking gains, by whether they block, and by day."""
    most = -1.0 if gain is None else gain
    return (row.state != "open", -most, not row.blocking, row.due_on is None, row.due_on or 0, row.id)


def uncertainty(*, actor: Actor, id: int) -> Uncertainty:
    """One uncertainty. Raises `NotFound`."""
    found = _made(actor, _of(actor).filter(pk=id), None)
    if not found:
        raise NotFound("There is no such uncertainty.", cure="It may have been removed; see the list.")
    return found[0]


def named_uncertainties(*, actor: Actor, ids: Collection[int]) -> Iterable[Subject]:
    """What questions are called by rooms that only point to them; one statement."""
    rows = _of(actor).filter(pk__in=ids).values_list("pk", "question", "state", "scope")
    return [Subject(f"{KIND}:{pk}", "", title, state == "open", scope) for pk, title, state, scope in rows]


def concerned(*, actor: Actor, refs: Collection[str]) -> Iterator[Concern]:
    """Members who own the questions among `refs`."""
    ids = [ref.id for ref in map(Ref.parse, refs) if ref.kind == KIND]
    if not ids:
        return
    members = team.accounts_of(actor=actor)
    for pk, owner in _of(actor).filter(pk__in=ids, owner_id__in=members).values_list("pk", "owner_id"):
        if owner is not None:
            yield Concern(f"{KIND}:{pk}", members[owner], "owner")


def find_uncertainties(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """Uncertainties by words of the question."""
    rows = _of(actor).filter(question__icontains=text)[:limit]
    return [Found(row.question, row.state, Ref("risk.uncertainty", row.pk)) for row in rows]


def blocking_questions(
    *, actor: Actor, limit: int, scope: Ref | Collection[Ref] | None = None
) -> tuple[OpenQuestion, ...]:
    """Open uncertainties that block, of `scope` or of all, the next due first; one statement."""
    scopes = None if scope is None else [str(one) for one in ([scope] if isinstance(scope, Ref) else scope)]
    return tuple(map(_question, _blocking(actor.workspace_id, scopes, limit=limit)))


@prepared
def _blocking(workspace_id: int, scopes: list[str] | None, *, limit: int) -> QuerySet[models.Uncertainty]:
    rows = models.Uncertainty.objects.filter(workspace_id=workspace_id, state="open", blocking=True)
    if scopes is not None:
        rows = rows.filter(scope__in=scopes)
    return rows.order_by(F("due_on").asc(nulls_last=True), "id").select_related("owner")[:limit]


def questions_of(*, actor: Actor, person_id: int) -> tuple[OpenQuestion, ...]:
    """Open uncertainties that a person owns, the next due first; one statement."""
    rows = _of(actor).filter(state="open", owner_id=person_id).select_related("owner")
    return tuple(_question(row) for row in rows.order_by(F("due_on").asc(nulls_last=True), "id"))


def open_questions(*, actor: Actor, scope: Ref) -> tuple[OpenQuestion, ...]:
    """Open uncertainties of a scope in a few words, the one to ask first at the top; one statement."""
    rows = _of(actor).filter(scope=str(scope), state="open").select_related("owner")
    return tuple(_question(row) for row in sorted(rows, key=lambda row: _order(row, row.worth.get("gain"))))


def _question(row: models.Uncertainty) -> OpenQuestion:
    owner = row.owner.name if row.owner else ""
    return OpenQuestion(row.pk, Ref.parse(row.scope), row.question, owner, row.due_on, row.blocking)


def open_about(*, actor: Actor, about: Ref) -> int:
    """How many open questions are about a blueprint or the like itself."""
    return _of(actor).filter(about=str(about), state="open").count()


def raised_in(*, actor: Actor, scope: Ref) -> int:
    """How many uncertainties, open or settled, a scope has."""
    return _of(actor).filter(scope=str(scope)).count()


def _evidence(row: models.Uncertainty) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(each.pk, each.text, each.source, each.leans, each.found_on, each.added_at, each.added_by)
        for each in row.evidence.all()
    )


def _of(actor: Actor) -> QuerySet[models.Uncertainty]:
    return models.Uncertainty.objects.filter(workspace_id=actor.workspace_id)


def _made(actor: Actor, rows: QuerySet[models.Uncertainty], known: Known | None) -> list[Uncertainty]:
    stored = list(rows.prefetch_related("evidence"))
    owners = team.names(actor=actor) if any(row.owner_id for row in stored) else {}
    refs = [ref for row in stored for ref in (row.scope, row.about, row.part, *row.subjects)]
    names = named(actor=actor, refs=refs, known=known)
    return [_uncertainty(row, owners, names) for row in stored]


def _uncertainty(row: models.Uncertainty, owners: Mapping[int, str], names: Known) -> Uncertainty:
    return Uncertainty(
        id=row.pk,
        scope=names[row.scope],
        about=names.get(row.about),
        part=names.get(row.part),
        question=row.question,
        detail=row.detail,
        owner_id=row.owner_id,
        owner_name=owners.get(row.owner_id, "") if row.owner_id else "",
        due_on=row.due_on,
        blocking=row.blocking,
        state=row.state,
        subjects=tuple(names[ref] for ref in row.subjects),
        chance=row.chance,
        wrong=row.wrong,
        wrong_days=row.wrong_days,
        wrong_cents=row.wrong_cents,
        instead=row.instead,
        instead_days=row.instead_days,
        instead_cents=row.instead_cents,
        test=row.test,
        test_days=row.test_days,
        test_cents=row.test_cents,
        resolution=row.resolution,
        resolved_at=row.resolved_at,
        resolved_by=row.resolved_by,
        worth=_worth(row.worth),
        evidence=_evidence(row),
        version=row.version,
    )


def _worth(stored: dict[str, Any]) -> Worth | None:
    if not stored:
        return None
    at = stored.get("at")
    return Worth(**stored | {"at": datetime.fromisoformat(at) if at else None})
