"""Hand-offs: what design and engineering were given, for good, and who said that it arrived."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.services import rows
from pilothouse.kit import versions
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.kit.numbering import numbered
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import lines
from pilothouse.team import queries as team
from pilothouse.vision import contracts, models, planning, queries
from pilothouse.vision.services.reviewing import keep_reading

_REF = "vision.handoff"


def hand_over(
    *, actor: Actor, now: datetime, blueprint_id: int, team_ids: Sequence[int] = (), note: str = ""
) -> contracts.Handoff:
    """Hand a finalised blueprint to teams: text, statements with traces, answers to uncertainties, strategy,
    review and plan as they are now, never changed afterwards.

    Raises `Conflict` where it is not finalised or nothing changed since the last one, `Invalid` without
    teams, `NotFound` for an unknown team.
    """
    actor.require(Role.EDITOR)
    about = queries.blueprint(actor=actor, id=blueprint_id)
    if not about.finalised:
        raise Conflict(f"{about.title} is not finalised.", where="state", cure="Finalise it first.")
    names = _teams(actor, team_ids)
    words = lines({"note": note}, "note", 10_000)
    keep_reading(actor=actor, id=blueprint_id)
    # Packed before the transaction, which keeps others from writing.
    content = planning.pack(actor=actor, id=blueprint_id)
    digest = hashlib.sha256(orjson.dumps(content, option=orjson.OPT_SORT_KEYS)).hexdigest()
    with transaction.atomic():
        _must_be_the_same(actor, about)
        row = _stored(actor, now, about, content, digest, words)
        _told(actor, now, about, row, names)
    return queries.handoff(actor=actor, id=row.pk)


def _must_be_the_same(actor: Actor, about: contracts.Blueprint) -> None:
    """Raises `Stale` where somebody changed the blueprint since it was packed, `NotFound` once it is gone."""
    row = rows.find(models.Blueprint, actor, about.id, "blueprint")
    if row.version != about.version:
        raise versions.stale(row, about.version, row.version, {})


def _told(
    actor: Actor, now: datetime, about: contracts.Blueprint, row: models.Handoff, names: dict[int, str]
) -> None:
    """Ask each team to say that it arrived, and tell the record."""
    models.Acknowledgement.objects.bulk_create(
        models.Acknowledgement(workspace_id=actor.workspace_id, handoff=row, team_id=one, team_name=name)
        for one, name in names.items()
    )
    journal.record(
        actor=actor,
        now=now,
        verb="blueprint.handed_over",
        subject=Ref("vision.blueprint", about.id),
        title=about.title,
        changes={
            "handoff": [None, row.number],
            "teams": [None, list(names.values())],
            "digest": [None, row.digest],
        },
        why=row.note,
    )


def _teams(actor: Actor, ids: Sequence[int]) -> dict[int, str]:
    """Names of the teams, each once. Raises `Invalid` for none, `NotFound` for one that is not there."""
    names = {row.id: row.name for row in team.teams(actor=actor)}
    if not ids:
        raise Invalid("No team was chosen.", where="teams", cure="Choose who is to build from it.")
    if not names.keys() >= set(ids):
        raise NotFound("There is no such team.", where="teams", cure="Choose one from the Team page.")
    return {one: names[one] for one in ids}


def _stored(
    actor: Actor,
    now: datetime,
    about: contracts.Blueprint,
    content: dict[str, Any],
    digest: str,
    note: str,
) -> models.Handoff:
    """The next hand-off of the blueprint. Raises `Conflict` where the last one holds the same: also when
    somebody else was quicker."""

    def last() -> int:
        row = models.Handoff.objects.filter(blueprint_id=about.id).defer("content").first()
        if row is not None and row.digest == digest:
            told = f"Nothing changed since hand-off {row.number}."
            raise Conflict(told, where=about.title, cure="Teams have it already.")
        return row.number if row else 0

    def make(number: int) -> models.Handoff:
        return models.Handoff.objects.create(
            workspace_id=actor.workspace_id,
            blueprint_id=about.id,
            number=number,
            revision_number=about.number,
            at=now,
            actor_name=actor.name,
            note=note,
            content=content,
            digest=digest,
        )

    return numbered(last, make)


@transaction.atomic
def acknowledge_handoff(
    *, actor: Actor, now: datetime, id: int, acknowledgement_id: int, note: str = ""
) -> contracts.Handoff:
    """Say for a team that it has read the hand-off. Raises `Conflict` when it has said so before."""
    actor.require(Role.EDITOR)
    handoff = rows.find(models.Handoff, actor, id, "hand-off")
    row = rows.find(models.Acknowledgement, actor, acknowledgement_id, "acknowledgement")
    if row.handoff_id != handoff.pk:
        raise NotFound("There is no such acknowledgement.", cure="It may have been removed; see the list.")
    words = lines({"note": note}, "note", 10_000)
    written = models.Acknowledgement.objects.filter(pk=row.pk, at=None).update(
        at=now, actor_name=actor.name, note=words
    )
    if not written:
        raise Conflict(f"{row.team_name} has acknowledged it already.", where="team", cure="Nothing to do.")
    journal.record(
        actor=actor,
        now=now,
        verb="handoff.acknowledged",
        subject=Ref(_REF, handoff.pk),
        title=f"Hand-off {handoff.number} by {row.team_name}",
        changes={"note": [None, words]} if words else {},
    )
    return queries.handoff(actor=actor, id=id)
