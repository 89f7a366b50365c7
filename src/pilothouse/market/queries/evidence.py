"""What speaks for insights: resolved to words, places and people, whichever kind it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.refs import Ref
from pilothouse.market import models
from pilothouse.market.contracts import headline

Person = tuple[str, int]  # who someone is, as far as it is known: a contact, a company, or a row of their own


@dataclass(frozen=True, slots=True)
class Source:
    """One piece: its words, where they are from, how it was found, who is behind it, and what page shows
    it."""

    text: str
    place: str
    method: str
    people: frozenset[Person]
    page: str


def is_there(*, actor: Actor, source: Ref) -> bool:
    """Whether evidence of this reference is there; not what lies in the trash."""
    return str(source) in sources(actor, (str(source),))


def evidence_study(*, actor: Actor, source: Ref) -> int | None:
    """The study that evidence is from; None for feedback."""
    if source.kind == "market.feedback":
        return None
    ways: dict[str, tuple[Any, str]] = {
        "market.highlight": (models.Highlight, "session__study_id"),
        "market.survey_question": (models.SurveyQuestion, "study_id"),
        "market.study_task": (models.StudyTask, "study_id"),
    }
    table, way = ways[source.kind]
    rows: Any = table.objects.filter(workspace_id=actor.workspace_id, pk=source.id)
    found: int | None = rows.values_list(way, flat=True).first()
    return found


def sources(actor: Actor, refs: Iterable[str]) -> dict[str, Source]:
    """What is there of `refs`; at most two statements for each kind."""
    ids: dict[str, set[int]] = {}
    for ref in map(Ref.parse, refs):
        ids.setdefault(ref.kind, set()).add(ref.id)
    found: dict[str, Source] = {}
    for kind, numbers in ids.items():
        found |= {f"{kind}:{number}": row for number, row in _READ[kind](actor, numbers)}
    return found


def _feedback(actor: Actor, numbers: Collection[int]) -> Iterable[tuple[int, Source]]:
    rows = models.Feedback.objects.filter(workspace_id=actor.workspace_id, removed_at=None, pk__in=numbers)
    for row in rows.select_related("company"):
        place = row.company.name if row.company else row.channel
        person = _person(row.contact_id, row.company_id, ("feedback", row.pk))
        source = f"{place}, {day_text(row.received_on)}"
        yield (
            row.pk,
            Source(headline(row.text), source, "feedback", frozenset((person,)), f"market.feedback:{row.pk}"),
        )


def _highlights(actor: Actor, numbers: Collection[int]) -> Iterable[tuple[int, Source]]:
    rows = models.Highlight.objects.filter(
        workspace_id=actor.workspace_id,
        pk__in=numbers,
        session__removed_at=None,
        session__study__removed_at=None,
    )
    for row in rows.select_related("session__study", "session__participant"):
        session, who = row.session, row.session.participant
        own = ("participant", who.pk) if who else ("session", session.pk)
        number = f"participant {who.number}" if who else day_text(session.held_on)
        yield (
            row.pk,
            Source(
                session.notes[row.start : row.end],
                f"{session.study.title}, {number}",
                session.study.kind,
                frozenset((_person(who.contact_id if who else None, None, own),)),
                f"market.study_session:{session.pk}",
            ),
        )


def _questions(actor: Actor, numbers: Collection[int]) -> Iterable[tuple[int, Source]]:
    rows = models.SurveyQuestion.objects.filter(
        workspace_id=actor.workspace_id, pk__in=numbers, removed_at=None, study__removed_at=None
    )
    answered = models.SurveyAnswer.objects.filter(question__in=rows, response__removed_at=None)
    people = _grouped(
        answered.values_list("question_id", "response_id", "response__participant__contact_id"), "response"
    )
    yield from _of_study(rows, people, "text", "survey")


def _tasks(actor: Actor, numbers: Collection[int]) -> Iterable[tuple[int, Source]]:
    rows = models.StudyTask.objects.filter(
        workspace_id=actor.workspace_id, pk__in=numbers, removed_at=None, study__removed_at=None
    )
    tried = models.TaskResult.objects.filter(task__in=rows, participant__removed_at=None)
    people = _grouped(
        tried.values_list("task_id", "participant_id", "participant__contact_id"), "participant"
    )
    yield from _of_study(rows, people, "title", "usability")


def _of_study(
    rows: Any, people: dict[int, frozenset[Person]], words: str, method: str
) -> Iterable[tuple[int, Source]]:
    for row in rows.select_related("study"):
        behind = people.get(row.pk, frozenset())
        place = f"{row.study.title}, n = {len(behind)}"
        yield row.pk, Source(getattr(row, words), place, method, behind, f"market.study:{row.study_id}")


def _grouped(rows: Iterable[tuple[int, int, int | None]], own: str) -> dict[int, frozenset[Person]]:
    found: dict[int, set[Person]] = {}
    for number, row, contact in rows:
        found.setdefault(number, set()).add(_person(contact, None, (own, row)))
    return {number: frozenset(people) for number, people in found.items()}


def _person(contact: int | None, company: int | None, own: Person) -> Person:
    """The same for all that is known to come from one person: their contact, else their company, which counts
    once however often it is heard, else what was said itself."""
    if contact is not None:
        return ("contact", contact)
    return ("company", company) if company is not None else own


_READ = {
    "market.feedback": _feedback,
    "market.highlight": _highlights,
    "market.survey_question": _questions,
    "market.study_task": _tasks,
}
