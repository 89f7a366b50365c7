"""Whom the alerts of an assessment reach: owners of the workspace, owners of the risks, and who watches."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from pilothouse.accounts import queries as accounts
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.concerns import Notice
from pilothouse.kit.refs import Ref
from pilothouse.kit.text import plural
from pilothouse.risk import models
from pilothouse.risk.contracts import Assessment, RiskAlert
from pilothouse.risk.queries.assessments import KIND, assessment
from pilothouse.risk.queries.register import KIND as RISK
from pilothouse.team import queries as team

_NAMED = 3  # alerts in one line


def alert_notices(*, actor: Actor, about: Ref, watching: Mapping[int, Collection[str]]) -> Iterator[Notice]:
    """For an assessment with news: its new alerts to each member whom they reach."""
    if (
        about.kind != KIND
        or not models.Assessment.objects.filter(
            workspace_id=actor.workspace_id, pk=about.id, alerts__gt=0
        ).exists()
    ):
        return
    found = assessment(actor=actor, id=about.id)
    news = [row for row in found.alerts if row.is_new]
    if not news:
        return
    title = f"{plural(len(news), 'risk alert')}: {found.brief.name}"
    for user in sorted(_reached(actor, found, news, watching)):
        more = [f"and {len(news) - _NAMED} more"] if len(news) > _NAMED else []
        text = " ".join([*(row.text for row in news[:_NAMED]), *more])
        yield Notice(user, title, text, len(news), reason="alert")


def _reached(
    actor: Actor, found: Assessment, news: Collection[RiskAlert], watching: Mapping[int, Collection[str]]
) -> set[int]:
    members = {row.user_id: row.role for row in accounts.members(actor=actor)}
    about = {found.brief.ref, *(row.about for row in news)} - {""}
    reached = {user for user, role in members.items() if role >= Role.OWNER}
    reached |= {user for user, refs in watching.items() if about & set(refs)}
    ids = [Ref.parse(ref).id for ref in about if ref.startswith(f"{RISK}:")]
    owners = models.Risk.objects.filter(workspace_id=actor.workspace_id, pk__in=ids)
    logins = team.accounts_of(actor=actor)
    people = owners.values_list("owner_id", flat=True)
    reached |= {logins[person] for person in people if person in logins}
    return reached & set(members)
