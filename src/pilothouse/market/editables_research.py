"""Fields of studies, sessions and insights that are changed where they are shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.editing import Editable, trash
from pilothouse.kit.forms import words
from pilothouse.market import queries, services
from pilothouse.market.contracts import (
    CONSENTS,
    STUDY_KIND_NAMES,
    STUDY_KINDS,
    STUDY_STATUSES,
    Insight,
    Participant,
    Study,
    StudySession,
    StudyTask,
    SurveyQuestion,
)
from pilothouse.market.editables import contacts, editable_field, number_of, people, products

KINDS = [(word, STUDY_KIND_NAMES.get(word, name)) for word, name in words(STUDY_KINDS)]
STATUSES = words(STUDY_STATUSES)
Field = Callable[..., Editable]


def _fields_of(noun: str, kind: type, read: Any, change: Any, called: Callable[[Any], str]) -> Field:
    def field(name: str, label: str, how: Any, **more: Any) -> Editable:
        return editable_field(noun, (kind,), read, called, change, name, label, how, **more)

    return field


def _studies(*, actor: Actor, row: Any) -> list[tuple[str, str]]:
    return [(str(number), title) for number, title in queries.study_names(actor=actor)]


def _participants(*, actor: Actor, row: StudySession | None) -> list[tuple[str, str]]:
    found = queries.participants(actor=actor, study=row.study_id) if row else ()
    return [(str(each.id), each.called) for each in found]


def _titled(row: Any) -> str:
    return f"“{row.title[:60]}”"


def _text(value: Any) -> str:
    return str(value or "")


_OWNER: dict[str, Any] = {
    "column": "owner_id",
    "of": number_of,
    "text": lambda row: row.owner_name,
    "choices": people,
    "picks": "team.person",
    "key": "a",
}
_PRODUCT: dict[str, Any] = {
    "value": lambda row: row.product_ref,
    "of": _text,
    "text": lambda row: row.product.title if row.product else "",
    "choices": products,
}
_study = _fields_of("market.study", Study, queries.study, services.change_study, _titled)
_participant = _fields_of(
    "market.study_participant",
    Participant,
    queries.participant,
    services.change_participant,
    lambda row: row.called,
)
_session = _fields_of(
    "market.study_session",
    StudySession,
    queries.session,
    services.change_session,
    lambda row: f"the session of {row.study_title[:60]}",
)
_task = _fields_of("market.study_task", StudyTask, queries.task, services.change_task, _titled)
_question = _fields_of(
    "market.survey_question",
    SurveyQuestion,
    queries.survey_question,
    services.change_question,
    lambda row: f"“{row.text[:60]}”",
)
_insight = _fields_of("market.insight", Insight, queries.insight, services.change_insight, _titled)

editables = (
    _study("title", "Study", "line", needed=True, key="t"),
    _study(
        "status",
        "Status",
        "choice",
        choices=lambda *, actor, row: STATUSES,
        text=lambda row: row.status.capitalize(),
        key="s",
        needed=True,
        many=True,
    ),
    _study(
        "kind_of",  # pages draw `kind` with the sign of a kind of item
        "Kind",
        "choice",
        column="kind",
        choices=lambda *, actor, row: KINDS,
        text=lambda row: row.kind_name,
        needed=True,
    ),
    _study("owner", "Owner", "reference", many=True, **_OWNER),
    _study("product", "Product", "reference", **_PRODUCT),
    _study("question", "Question to answer", "area"),
    _study("method", "Plan", "area", markdown=True),
    _study("audience", "Whom to ask", "area"),
    _study("starts_on", "Starts", "day"),
    _study("ends_on", "Ends", "day"),
    _study("sample", "People wanted", "number"),
    _study("consent_text", "Consent text", "area", hint="What people agree to who answer the survey"),
    _participant(
        "contact",
        "Contact",
        "reference",
        column="contact_id",
        of=number_of,
        text=lambda row: row.contact_name,
        choices=contacts,
        picks="market.contact",
    ),
    _participant("segment", "Segment", "line"),
    _participant("consent", "Consent", "choice", choices=lambda *, actor, row: words(CONSENTS), needed=True),
    _participant("consent_on", "Consent of", "day"),
    _session(
        "participant",
        "Participant",
        "reference",
        column="participant_id",
        of=number_of,
        text=lambda row: row.participant_name,
        choices=_participants,
    ),
    _session("held_on", "Day", "day", needed=True),
    _session("notes", "Notes", "area"),
    _task("title", "Task", "line", needed=True),
    _question("text", "Question", "line", needed=True),
    _question(
        "options",
        "Options",
        "area",
        value=lambda row: row.options_text,
        of=lambda value: str(value or "").splitlines(),
        hint="One in each line",
    ),
    _insight("title", "Insight", "line", needed=True, key="t"),
    _insight("owner", "Owner", "reference", **_OWNER),
    _insight("product", "Product", "reference", **_PRODUCT),
    _insight(
        "study",
        "Study",
        "reference",
        column="study_id",
        of=number_of,
        text=lambda row: row.study_title,
        choices=_studies,
        picks="market.study",
    ),
    _insight("notes", "What follows", "area", markdown=True),
)

acts = (trash("market.study", services.remove_study, "study"),)
