"""The same change on many rows, and themes that are retired together, each as one act that can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import queries as recorded
from pilothouse.journal.contracts import Change, Entry
from pilothouse.journal.services import many
from pilothouse.journal.services.many import ManyOf
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict
from pilothouse.kit.text import known
from pilothouse.market import models
from pilothouse.market.contracts import THEME_KINDS, ManyChanged, ManyUndone
from pilothouse.market.services.contacts import title_of as contact_title
from pilothouse.market.services.feedback import BESIDE_THEME, feedback_fields, title_of
from pilothouse.market.services.fields import company_fields, consent_day, contact_fields, one_of
from pilothouse.market.services.research import study_fields
from pilothouse.market.services.support import problem_fields
from pilothouse.market.services.support import title_of as problem_title
from pilothouse.market.services.theme_rows import REF as THEME
from pilothouse.market.services.theme_rows import find_open, forget_figures
from pilothouse.market.services.themes import RETIRED, reopen_row, retire_row

_OF_THEME = ("kind", "is_pinned")


def _forget_figures(actor: Actor, changes: Sequence[Change]) -> None:
    forget_figures(actor, {theme for change in changes for theme in change.changes.get("theme_id", ())})


def _problem_fields(actor: Actor, now: datetime, values: Mapping[str, Any], row: Any) -> dict[str, Any]:
    return problem_fields(actor=actor, now=row.reported_at, values=values, row=row)


def _contact_fields(actor: Actor, now: datetime, values: Mapping[str, Any], row: Any) -> dict[str, Any]:
    if row.erased_at:
        raise Conflict("This contact was erased.", cure="Take it out of the selection.")
    found = contact_fields(actor, values, row)
    consent_day(found, now.date())
    return found


def _theme_fields(actor: Actor, now: datetime, values: Mapping[str, Any], row: Any) -> dict[str, Any]:
    known(values, _OF_THEME)
    found: dict[str, Any] = {}
    if "is_pinned" in values:
        found["is_pinned"] = bool(values["is_pinned"])
    if "kind" in values:
        found["kind"] = one_of(values, "kind", THEME_KINDS)
    return found


_KINDS = {
    of.kind: of
    for of in (
        ManyOf(
            models.Company,
            "market.company",
            "company.changed",
            ("segment", "plan", "owner_id"),
            lambda actor, now, values, row: company_fields(actor, values, row),
            lambda row: str(row.name),
        ),
        ManyOf(
            models.Contact,
            "market.contact",
            "contact.changed",
            ("company_id", "consent", "consent_on"),
            _contact_fields,
            contact_title,
            ("company",),
        ),
        ManyOf(
            models.Feedback,
            "market.feedback",
            "feedback.changed",
            ("channel", "kind", "state", "company_id", "theme_id"),
            lambda actor, now, values, row: feedback_fields(actor, values, row),
            title_of,
            ("company",),
            BESIDE_THEME,
            _forget_figures,
        ),
        ManyOf(
            models.SupportProblem,
            "market.support_problem",
            "support_problem.changed",
            ("assignee_id", "company_id"),
            _problem_fields,
            problem_title,
            ("company",),
        ),
        ManyOf(
            models.Study,
            "market.study",
            "study.changed",
            ("status", "owner_id"),
            lambda actor, now, values, row: study_fields(actor, values, row),
            lambda row: str(row.title),
        ),
        ManyOf(models.Theme, THEME, "theme.changed", _OF_THEME, _theme_fields, lambda row: str(row.name)),
    )
}


CHANGED_ALIKE = tuple(_KINDS)


def change_many(
    *, actor: Actor, now: datetime, kind: str, ids: Sequence[int], values: Mapping[str, Any]
) -> ManyChanged:
    """Store the same `values` in all of `ids`, all or nothing. Raises `Invalid`, `NotFound`."""
    return many.change_many(of=_KINDS[kind], actor=actor, now=now, ids=ids, values=values)


@transaction.atomic
def retire_theme_of_many(*, actor: Actor, now: datetime, id: int, version: int | None, batch: str) -> int:
    """End a theme as a part of the act `batch`. Raises `Conflict` where it is closed, `NotFound`."""
    actor.require(Role.EDITOR)
    row = find_open(actor, id)
    retire_row(actor=actor, now=now, row=row, version=version, batch=batch)
    return row.pk


@transaction.atomic
def undo_act(*, actor: Actor, now: datetime, batch: str) -> ManyUndone:
    """Give rows that were changed as `batch` their old values, unless they were changed again since, and open
    themes that were retired. Raises `NotFound` when there was no such act."""
    actor.require(Role.EDITOR)
    retired = [row for row in recorded.batch(actor=actor, batch=batch) if row.verb == RETIRED]
    return (
        _reopened(actor, now, retired)
        if retired
        else many.undo_many(kinds=_KINDS, actor=actor, now=now, batch=batch)
    )


def _reopened(actor: Actor, now: datetime, retired: Sequence[Entry]) -> ManyUndone:
    numbers = [row.subject.id for row in retired]
    own = models.Theme.objects.filter(workspace_id=actor.workspace_id, pk__in=numbers, state="retired")
    opened = list(own.order_by("-pk"))
    for row in opened:
        reopen_row(actor=actor, now=now, row=row)
    return ManyUndone(len(opened), len(retired) - len(opened))
