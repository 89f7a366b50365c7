"""Taking in tables of survey answers and of usability results. Studies, questions and tasks that they name
and that are not here are made; who is here already keeps what they said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from pilothouse.journal import services as journal
from pilothouse.journal.contracts import Change
from pilothouse.kit import bulk
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Invalid
from pilothouse.kit.refs import Ref
from pilothouse.kit.tables.nouns import RowNote, Taken
from pilothouse.market import models
from pilothouse.market.contracts import ImportedAnswers, ImportedTest
from pilothouse.market.services.research import PARTICIPANTS, next_number
from pilothouse.market.services.sorts import Sort
from pilothouse.market.services.surveys import RESPONSES

_ONCE = 300
_MOST_QUESTIONS = 100
_MOST_OPTIONS = 12  # of a question that a table brings
_LONGEST_OPTION = 80
_FEWEST_OF_EACH = 3  # answers for each option, so that words are taken as options

RESPONSE_ROWS = Sort(
    kind="market.survey_response",
    word="survey_response",
    many="responses",
    table=models.SurveyResponse,
    natural=(lambda value: "", lambda rows: ()),
    values=lambda value, places: {},
    title=lambda row, places: RESPONSES.title(row),
)
TEST_ROWS = Sort(
    kind="market.study_participant",
    word="study_participant",
    many="participants",
    table=models.StudyParticipant,
    natural=(lambda value: "", lambda rows: ()),
    values=lambda value, places: {},
    title=lambda row, places: PARTICIPANTS.title(row),
)


@dataclass(slots=True)
class Seen:
    """What was answered to one question of a table, as far as its kind follows from it."""

    many: int = 0
    numbers: bool = True
    longest: int = 0
    words: dict[str, None] = field(default_factory=dict)

    def note(self, text: str) -> None:
        self.many += 1
        self.longest = max(self.longest, len(text))
        self.numbers = self.numbers and number_in(text) is not None
        if len(self.words) <= _MOST_OPTIONS:
            self.words[text] = None

    @property
    def fields(self) -> dict[str, Any]:
        """The kind of a new question: a number; one of few words, each said often; else free text."""
        if self.many and self.numbers:
            return {"kind": "number"}
        few = 2 <= len(self.words) <= _MOST_OPTIONS and self.longest <= _LONGEST_OPTION
        if few and self.many >= _FEWEST_OF_EACH * len(self.words):
            return {"kind": "single", "options": sorted(self.words)}
        return {"kind": "text"}


def number_in(text: str) -> float | None:
    """The number that a cell holds, or None."""
    try:
        found = float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except ValueError:
        return None
    return found if abs(found) <= 1e15 else None


class Studies:
    """Studies of one kind by title, in capitals or not; those that are missing are made."""

    def __init__(self, actor: Actor, kind: str) -> None:
        self.actor, self.kind = actor, kind
        own = models.Study.objects.filter(workspace_id=actor.workspace_id, removed_at=None)
        self.others = {row.title.lower() for row in own.exclude(kind=kind)}
        self.by_title = {row.title.lower(): row for row in own.filter(kind=kind).order_by("-pk")}
        self.made: list[Change] = []

    def title(self, title: str) -> str:
        """The study that a row is of; the only one where it names none. Raises `Invalid`."""
        if title.lower() in self.others and title.lower() not in self.by_title:
            cure = "Give another title, or set the kind of that study."
            raise Invalid(f"The study “{title[:60]}” is of another kind.", where="study", cure=cure)
        if title:
            return title
        if len(self.by_title) == 1:
            return str(next(iter(self.by_title.values())).title)
        raise Invalid("The row names no study.", where="study", cure="Add a column Study with its title.")

    def get(self, title: str) -> models.Study:
        row = self.by_title.get(title.lower())
        if row is None:
            row = models.Study(
                workspace_id=self.actor.workspace_id, title=title, kind=self.kind, status="analysing"
            )
            row.save(force_insert=True)
            self.by_title[title.lower()] = row
            self.made.append(Change("study.imported", Ref("market.study", row.pk), row.title))
        return row


@transaction.atomic
def import_answers(
    *,
    actor: Actor,
    now: datetime,
    batch: str,
    rows: Iterable[ImportedAnswers],
    seen: Mapping[tuple[str, str], Seen],
    progress: Callable[[int], None] = lambda done: None,
) -> Taken:
    """Store responses: the rows of one respondent are one. Who answered already keeps that. An answer that
    its question cannot hold is left out and reported. The same rows again change nothing."""
    actor.require(Role.EDITOR)
    desk, done = _Answers(actor, now, seen), 0
    for part in bulk.portions(rows, _ONCE):
        for value in part:
            desk.take(value)
        journal.record_many(actor=actor, now=now, changes=desk.told(), batch=batch)
        done += len(part)
        progress(done)
    return desk.taken()


class _Answers:
    """One file of answers while it is taken in."""

    def __init__(self, actor: Actor, now: datetime, seen: Mapping[tuple[str, str], Seen]) -> None:
        self.actor, self.now, self.seen = actor, now, seen
        self.studies = Studies(actor, "survey")
        own = models.SurveyResponse.objects.filter(workspace_id=actor.workspace_id).exclude(external_id="")
        self.here = set(own.values_list("study_id", "source", "external_id"))
        self.fresh: dict[tuple[int, str, str], models.SurveyResponse] = {}
        self.questions: dict[int, dict[str, models.SurveyQuestion]] = {}
        self.answered: set[tuple[int, int]] = set()
        self.changes: list[Change] = []
        self.unchanged = self.made = 0
        self.notes: list[RowNote] = []

    def take(self, value: ImportedAnswers) -> None:
        study = self.studies.get(value.study)
        key = (study.pk, value.source, value.respondent)
        if key in self.here:
            self.unchanged += 1
            return
        found = [
            (question, fields)
            for text, words in value.answers
            if (question := self._question(study, text, value)) is not None
            and (fields := self._fields(question, words, value)) is not None
        ]
        row = self.fresh.get(key) or self._response(study, key, value)
        for question, fields in found:
            if (row.pk, question.pk) in self.answered:
                self._note(value, f"“{question.text[:60]}” is answered twice; the first answer stays.")
                continue
            self.answered.add((row.pk, question.pk))
            models.SurveyAnswer.objects.create(
                workspace_id=self.actor.workspace_id, response=row, question=question, **fields
            )

    def _response(
        self, study: models.Study, key: tuple[int, str, str], value: ImportedAnswers
    ) -> models.SurveyResponse:
        row = models.SurveyResponse.objects.create(
            workspace_id=self.actor.workspace_id,
            study=study,
            answered_on=value.answered_on or self.now.date(),
            source=value.source,
            external_id=value.respondent,
        )
        self.fresh[key] = row
        title = RESPONSES.title(row)
        self.changes.append(Change("survey_response.imported", Ref("market.survey_response", row.pk), title))
        return row

    def _question(
        self, study: models.Study, text: str, value: ImportedAnswers
    ) -> models.SurveyQuestion | None:
        if study.pk not in self.questions:
            rows = study.questions.filter(removed_at=None)
            self.questions[study.pk] = {row.text.lower(): row for row in rows}
        known = self.questions[study.pk]
        row = known.get(text.lower())
        if row is None and len(known) >= _MOST_QUESTIONS:
            self._note(value, f"“{text[:60]}” is left out: a survey has at most {_MOST_QUESTIONS} questions.")
        elif row is None:
            fields = self.seen.get((value.study.lower(), text.lower()), Seen()).fields
            row = models.SurveyQuestion.objects.create(
                workspace_id=self.actor.workspace_id,
                study=study,
                position=max((each.position for each in known.values()), default=0) + 1,
                text=text,
                **fields,
            )
            known[text.lower()] = row
            self.made += 1
            ref = Ref("market.survey_question", row.pk)
            self.changes.append(Change("survey_question.imported", ref, row.text))
        return row

    def _fields(
        self, question: models.SurveyQuestion, words: str, value: ImportedAnswers
    ) -> dict[str, Any] | None:
        """What is stored of the words of a cell; None, with a note, for what the question cannot hold."""
        if question.kind == "text":
            return {"text": words}
        if question.kind in ("scale", "number"):
            number = number_in(words)
            least = 0 if question.most == 10 else 1
            steps = question.kind == "number" or number in range(least, question.most + 1)
            if number is not None and steps:
                return {"number": number}
        else:
            places = {text.lower(): place for place, text in enumerate(question.options)}
            parts = [words] if question.kind == "single" else words.split(";")
            chosen = [places.get(each.strip().lower()) for each in parts]
            if None not in chosen:
                return {"chosen": sorted({each for each in chosen if each is not None})}
        self._note(value, f"“{words[:60]}” is no answer to “{question.text[:60]}”, and left out.")
        return None

    def _note(self, value: ImportedAnswers, text: str) -> None:
        self.notes.append(RowNote(value.row, value.respondent, text))

    def told(self) -> list[Change]:
        made, self.studies.made = self.studies.made, []
        changes, self.changes = self.changes, []
        return [*made, *changes]

    def taken(self) -> Taken:
        return Taken(len(self.fresh), 0, self.unchanged, {"questions": self.made}, tuple(self.notes))


@transaction.atomic
def import_tests(
    *,
    actor: Actor,
    now: datetime,
    batch: str,
    rows: Iterable[ImportedTest],
    progress: Callable[[int], None] = lambda done: None,
) -> Taken:
    """Store how participants fared. Who is here keeps what is known of them; a task that they have no result
    of gets one. The same rows again change nothing."""
    actor.require(Role.EDITOR)
    desk, done = _Tests(actor), 0
    for part in bulk.portions(rows, _ONCE):
        for value in part:
            desk.take(value)
        journal.record_many(actor=actor, now=now, changes=desk.told(), batch=batch)
        done += len(part)
        progress(done)
    return desk.taken()


class _Tests:
    """One file of usability results while it is taken in."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.studies = Studies(actor, "usability")
        own = models.StudyParticipant.objects.filter(workspace_id=actor.workspace_id, removed_at=None)
        self.people = {
            (row.study_id, row.source, row.external_id): row for row in own.exclude(external_id="")
        }
        self.fresh: set[int] = set()
        self.tasks: dict[tuple[int, str], models.StudyTask] = {}
        results = models.TaskResult.objects.filter(workspace_id=actor.workspace_id)
        self.results = set(results.values_list("task_id", "participant_id"))
        self.again: dict[int, dict[str, list[Any]]] = {}
        self.changes: list[Change] = []
        self.counted = Counter[str]()

    def take(self, value: ImportedTest) -> None:
        study = self.studies.get(value.study)
        key = (study.pk, value.source, value.participant)
        row = self.people.get(key)
        if row is None:
            row = self.people[key] = self._person(study, value)
        before = len(self.results), list(row.sus)
        if value.task and value.outcome:
            self._result(row, self._task(study, value.task), value)
        if value.sus and not row.sus:
            models.StudyParticipant.objects.filter(pk=row.pk).update(sus=list(value.sus))
            row.sus = list(value.sus)
            self._once_more(row, "sus", list(value.sus))
        if (len(self.results), list(row.sus)) == before and row.pk not in self.fresh:
            self.counted["unchanged"] += 1

    def _person(self, study: models.Study, value: ImportedTest) -> models.StudyParticipant:
        row = models.StudyParticipant.objects.create(
            workspace_id=self.actor.workspace_id,
            study=study,
            number=next_number(study.pk),
            segment=value.segment,
            source=value.source,
            external_id=value.participant,
        )
        self.fresh.add(row.pk)
        ref = Ref("market.study_participant", row.pk)
        self.changes.append(Change("study_participant.imported", ref, PARTICIPANTS.title(row)))
        return row

    def _task(self, study: models.Study, title: str) -> models.StudyTask:
        key = (study.pk, title.lower())
        if key not in self.tasks:
            own = models.StudyTask.objects.filter(study=study, removed_at=None, title__iexact=title)
            row = own.first()
            if row is None:
                row = models.StudyTask.objects.create(
                    workspace_id=self.actor.workspace_id, study=study, title=title
                )
                self.counted["tasks"] += 1
                self.changes.append(Change("study_task.imported", Ref("market.study_task", row.pk), title))
            self.tasks[key] = row
        return self.tasks[key]

    def _result(self, row: models.StudyParticipant, task: models.StudyTask, value: ImportedTest) -> None:
        if (task.pk, row.pk) in self.results:
            return
        made = models.TaskResult.objects.create(
            workspace_id=self.actor.workspace_id,
            task=task,
            participant=row,
            outcome=value.outcome,
            seconds=value.seconds or None,
        )
        self.results.add((task.pk, row.pk))
        self._once_more(row, "results", [made.pk])

    def _once_more(self, row: models.StudyParticipant, name: str, values: list[Any]) -> None:
        """Remember what an import added to somebody who was here."""
        if row.pk not in self.fresh:
            self.again.setdefault(row.pk, {}).setdefault(name, []).extend(values)

    def told(self) -> list[Change]:
        changes = [*self.studies.made, *self.changes]
        self.studies.made, self.changes = [], []
        for number, added in self.again.items():
            self.counted["updated"] += 1
            row = models.StudyParticipant.objects.select_related("study").get(pk=number)
            pairs = {name: [None, values] for name, values in added.items()}
            ref = Ref("market.study_participant", number)
            changes.append(Change("study_participant.imported_again", ref, PARTICIPANTS.title(row), pairs))
        self.again = {}
        return changes

    def taken(self) -> Taken:
        known = self.counted
        counts = {"tasks": known["tasks"]}
        return Taken(len(self.fresh), known["updated"], known["unchanged"], counts)
