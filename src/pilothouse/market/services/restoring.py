"""Restoring what was removed, from what the record kept of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from django.db import transaction

from pilothouse.journal import queries as journal
from pilothouse.journal.contracts import Restored
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import NotFound
from pilothouse.market.services.companies import restore_company
from pilothouse.market.services.competitor_prices import PLANS
from pilothouse.market.services.competitors import COMPETITORS, FEATURES
from pilothouse.market.services.feedback import TRASH as FEEDBACK
from pilothouse.market.services.insights import INSIGHTS
from pilothouse.market.services.portals import ENTRIES
from pilothouse.market.services.relay import RELAYS
from pilothouse.market.services.research import PARTICIPANTS, STUDIES, TASKS
from pilothouse.market.services.sessions import SESSIONS, restore_highlight
from pilothouse.market.services.support import TRASH as SUPPORT
from pilothouse.market.services.surveys import QUESTIONS, RESPONSES

_TRASHES = (FEEDBACK, SUPPORT, COMPETITORS, FEATURES, PLANS, RELAYS)
_BY_VERB: Mapping[str, Callable[..., Restored]] = {
    "company.removed": restore_company,
    **{f"{trash.verb}.removed": trash.restore for trash in _TRASHES},
    "study.removed": STUDIES.restore,
    "study_participant.removed": PARTICIPANTS.restore,
    "study_task.removed": TASKS.restore,
    "study_session.removed": SESSIONS.restore,
    "study_session.highlight_removed": restore_highlight,
    "survey_question.removed": QUESTIONS.restore,
    "survey_response.removed": RESPONSES.restore,
    "portal_entry.removed": ENTRIES.restore,
    "insight.removed": INSIGHTS.restore,
}
REMOVALS = tuple(_BY_VERB)


@transaction.atomic
def restore(*, actor: Actor, now: datetime, entry_id: int) -> Restored:
    """Bring back what the removal that is recorded as `entry_id` removed. Raises `Conflict`, `NotFound`."""
    actor.require(Role.EDITOR)
    entry = journal.entry(actor=actor, id=entry_id)
    if entry.verb not in _BY_VERB:
        raise NotFound("This cannot be restored.", cure="Enter it again by hand.")
    return _BY_VERB[entry.verb](actor=actor, now=now, entry=entry)
