"""Insights: stated, borne out by evidence, linked to what they are about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import known, line, lines
from pilothouse.market import contracts, models, queries
from pilothouse.market.contracts import EVIDENCE_KINDS
from pilothouse.market.services.keeping import Keeping
from pilothouse.market.services.linking import TARGETS, called, target_of
from pilothouse.market.services.research import STUDIES, product_of
from pilothouse.team.queries import known_person

ABOUT = (*TARGETS, "market.theme")
_MOST = 200  # pieces of evidence, or links, of one insight

INSIGHTS = Keeping(
    "market.insight",
    "insight",
    models.Insight,
    "insight",
    "See the list of insights.",
    lambda row: row.title,
)


def _fields(actor: Actor, values: Mapping[str, Any]) -> dict[str, Any]:
    known(values, ("title", "notes", "product", "study_id", "owner_id"))
    found: dict[str, Any] = {}
    if "title" in values:
        found["title"] = line(values, "title", 300, needed="Say in a sentence what is known now.")
    if "notes" in values:
        found["notes"] = lines(values, "notes", 20_000)
    if "product" in values:
        found["product"] = product_of(actor, values["product"])
    if "owner_id" in values:
        found["owner_id"] = known_person(actor=actor, values=values)
    if "study_id" in values:
        number = values["study_id"]
        found["study_id"] = None if number is None else STUDIES.find(actor, number).pk
    return found


@transaction.atomic
def add_insight(*, actor: Actor, now: datetime, title: str, **values: Any) -> contracts.Insight:
    """State what is known. One of a study is of its product, unless another is given. Raises `Invalid`,
    `NotFound`."""
    actor.require(Role.EDITOR)
    fields = _fields(actor, {"title": title, **values})
    if fields.get("study_id") and not fields.get("product"):
        fields["product"] = STUDIES.find(actor, fields["study_id"]).product
    row = models.Insight(workspace_id=actor.workspace_id, **fields)
    INSIGHTS.add(actor, now, row, fields)
    return queries.insight(actor=actor, id=row.pk)


@transaction.atomic
def change_insight(
    *, actor: Actor, now: datetime, id: int, version: int | None, values: Mapping[str, Any]
) -> contracts.Insight:
    """Raises `Stale`, `Invalid`, `NotFound`."""
    actor.require(Role.EDITOR)
    INSIGHTS.change(actor, now, INSIGHTS.find(actor, id), _fields(actor, values), version)
    return queries.insight(actor=actor, id=id)


@transaction.atomic
def remove_insight(*, actor: Actor, now: datetime, id: int, version: int | None) -> int:
    """Put an insight into the trash; returns the entry that restores it."""
    return INSIGHTS.remove(actor, now, id, version)


@transaction.atomic
def add_evidence(
    *, actor: Actor, now: datetime, insight_id: int, source: str, against: bool = False
) -> contracts.Insight:
    """Say what speaks for an insight, or `against` it: feedback, a highlight, a question of a survey or a
    task, by reference. Raises `Invalid`, `NotFound`, `Conflict`."""
    actor.require(Role.EDITOR)
    row, about = INSIGHTS.find(actor, insight_id), _source(actor, source)
    if row.evidence.filter(source=str(about)).exists():
        cure = "Remove it first to say the opposite."
        raise Conflict("This is evidence of the insight already.", where="source", cure=cure)
    if row.evidence.count() >= _MOST:
        cure = "Remove some first."
        raise Invalid(f"An insight has at most {_MOST} pieces of evidence.", where="source", cure=cure)
    models.InsightEvidence.objects.create(
        workspace_id=actor.workspace_id,
        insight=row,
        source=str(about),
        is_against=against,
        added_at=now,
        added_by=actor.name,
    )
    _counted(row)
    told = {"evidence against" if against else "evidence": [None, _kind_words(about)]}
    INSIGHTS.record(actor, now, "evidence_added", row, told)
    return queries.insight(actor=actor, id=row.pk)


@transaction.atomic
def cite(
    *,
    actor: Actor,
    now: datetime,
    source: str,
    insight_id: int | None = None,
    title: str = "",
    against: bool = False,
) -> contracts.Insight:
    """Make `source` evidence of an insight: of one that is there, or of a new one of this `title`. Raises
    `Invalid` where neither or both are given, `NotFound`, `Conflict`."""
    actor.require(Role.EDITOR)
    if bool(title.strip()) == (insight_id is not None):
        cure = "Choose an insight, or state a new one."
        raise Invalid("It is not clear which insight is meant.", where="insight_id", cure=cure)
    if insight_id is None:
        page = queries.evidence_study(actor=actor, source=_source(actor, source))
        insight_id = add_insight(actor=actor, now=now, title=title, study_id=page).id
    return add_evidence(actor=actor, now=now, insight_id=insight_id, source=source, against=against)


def _source(actor: Actor, source: str) -> Ref:
    cure = "Choose feedback, a highlight, a question of a survey or a task."
    try:
        about = Ref.parse(source.strip())
    except Invalid:
        raise Invalid("Nothing of this name was chosen.", where="source", cure=cure) from None
    if about.kind not in EVIDENCE_KINDS:
        raise Invalid("This cannot be evidence.", where="source", cure=cure)
    if not queries.is_there(actor=actor, source=about):
        raise NotFound("There is no such evidence.", where="source", cure=cure)
    return about


def _kind_words(about: Ref) -> str:
    """What kind of evidence it is; its words stay out of the record."""
    return {
        "market.feedback": "feedback",
        "market.highlight": "a highlight",
        "market.survey_question": "a question of a survey",
        "market.study_task": "a task of a usability test",
    }[about.kind]


def _counted(row: models.Insight) -> None:
    row.version += 1
    row.save(update_fields=["version"])


@transaction.atomic
def remove_evidence(*, actor: Actor, now: datetime, evidence_id: int) -> contracts.Insight:
    """Take a piece of evidence away. Raises `NotFound`."""
    actor.require(Role.EDITOR)
    own = models.InsightEvidence.objects.filter(workspace_id=actor.workspace_id, pk=evidence_id).first()
    if own is None:
        raise NotFound("There is no such evidence.", cure="It may have been removed; reload the page.")
    row = INSIGHTS.find(actor, own.insight_id)
    told = {"evidence against" if own.is_against else "evidence": [_kind_words(Ref.parse(own.source)), None]}
    own.delete()
    _counted(row)
    INSIGHTS.record(actor, now, "evidence_removed", row, told)
    return queries.insight(actor=actor, id=row.pk)


@transaction.atomic
def link_insight(*, actor: Actor, now: datetime, insight_id: int, target: str) -> contracts.Insight:
    """Say what an insight is about: an item, a requirement, a blueprint or a theme. Raises `Invalid`,
    `NotFound`, `Conflict`."""
    actor.require(Role.EDITOR)
    row = INSIGHTS.find(actor, insight_id)
    about = target_of(actor, target, ABOUT, "Choose an item, a requirement or a theme of the list.")
    if row.links.filter(target=about.ref).exists():
        raise Conflict(f"It is linked to {about.key} already.", where="target", cure="Choose another.")
    if row.links.count() >= _MOST:
        raise Invalid(f"An insight has at most {_MOST} links.", where="target", cure="Remove some first.")
    models.InsightLink.objects.create(
        workspace_id=actor.workspace_id, insight=row, target=about.ref, added_at=now, added_by=actor.name
    )
    _counted(row)
    INSIGHTS.record(actor, now, "linked", row, {"is about": [None, called(about)]})
    return queries.insight(actor=actor, id=row.pk)


@transaction.atomic
def unlink_insight(*, actor: Actor, now: datetime, link_id: int) -> contracts.Insight:
    """Take a link away. Raises `NotFound`."""
    actor.require(Role.EDITOR)
    link = models.InsightLink.objects.filter(workspace_id=actor.workspace_id, pk=link_id).first()
    if link is None:
        raise NotFound("There is no such link.", cure="It may have been removed; reload the page.")
    row = INSIGHTS.find(actor, link.insight_id)
    shown = queries.insight(actor=actor, id=row.pk)
    about = next(each.target for each in shown.links if each.id == link_id)
    link.delete()
    _counted(row)
    INSIGHTS.record(actor, now, "unlinked", row, {"is about": [called(about), None]})
    return queries.insight(actor=actor, id=row.pk)
