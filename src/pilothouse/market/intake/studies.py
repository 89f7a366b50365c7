"""Survey answers and usability results as nouns of tables: what survey tools and test logs export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from pilothouse.kit.actor import Actor
from pilothouse.kit.dates import day_text
from pilothouse.kit.errors import Invalid
from pilothouse.kit.tables.nouns import Answers, Cells, Field, Intake, RowEffect, TableNoun, Taken
from pilothouse.kit.text import many_lines, one_line
from pilothouse.market import services
from pilothouse.market.contracts import ImportedAnswers, ImportedTest
from pilothouse.market.intake.rows import NO_ANSWERS

_STUDY = Field("study", "Study", synonyms=("study", "survey", "survey title", "form", "test"))
_OF_ANSWERS = (
    _STUDY,
    Field(
        "respondent",
        "Respondent",
        synonyms=("respondent", "respondent id", "response id", "responseid", "submission id"),
        required=True,
    ),
    Field(
        "answered_on",
        "Day",
        "day",
        ("day", "date", "timestamp", "submitted at", "end date", "date submitted", "recorded date"),
    ),
    Field("question", "Question", synonyms=("question", "question text")),
    Field("answer", "Answer", synonyms=("answer", "response", "answer text")),
)
_OUTCOMES = {
    **dict.fromkeys(
        ("completed", "success", "successful", "pass", "passed", "done", "yes", "1"), "completed"
    ),
    **dict.fromkeys(("helped", "with help", "assisted", "partial", "partly"), "helped"),
    **dict.fromkeys(("failed", "fail", "failure", "gave up", "no", "0"), "failed"),
}
_OF_TESTS = (
    _STUDY,
    Field(
        "participant",
        "Participant",
        synonyms=("participant", "participant id", "tester", "user id", "subject"),
        required=True,
    ),
    Field("segment", "Segment", synonyms=("segment", "group", "persona")),
    Field("task", "Task", synonyms=("task", "task name", "scenario")),
    Field("outcome", "Outcome", synonyms=("outcome", "result", "success", "completion", "completed")),
    Field("seconds", "Seconds", "number", ("seconds", "time on task", "time s", "duration s", "task time")),
    Field("sus", "SUS answers", "list", ("sus",), pattern=r"sus ?q?(10|[1-9])"),
)


class _StudyIntake(Intake[Any]):
    """One file of what a study brought."""

    kind: str

    def __init__(self, actor: Actor | None, source: str, answers: Answers = NO_ANSWERS) -> None:
        self.actor, self.source = actor, source
        self.studies = services.Studies(actor, self.kind) if actor else None
        self.counted: Counter[str] = Counter()

    def study(self, cells: Cells) -> str | None:
        """The title of the study that a row is of; None, refused, where it is of none."""
        title = one_line(cells.text("study", 200))
        try:
            return self.studies.title(title) if self.studies else title
        except Invalid as error:
            cells.refuse("study", error.message, error.cure)
            return None

    def key(self, value: Any) -> str:
        return str(value.external_id)

    def count(self, value: Any) -> None:
        self.counted["created"] += 1

    def counts(self) -> dict[str, int]:
        return dict(self.counted)

    def compare(self, values: Sequence[Any]) -> tuple[RowEffect, ...]:
        return tuple(RowEffect(value.external_id, self.preview(value)[1], fresh=True) for value in values)


class AnswersIntake(_StudyIntake):
    """One file of answers: a column for each question, or a row for each answer."""

    kind = "survey"

    def __init__(self, actor: Actor | None, source: str, answers: Answers = NO_ANSWERS) -> None:
        super().__init__(actor, source, answers)
        self.seen: dict[tuple[str, str], services.Seen] = {}

    def wants_first_look(self, fields: Collection[str]) -> bool:
        return True

    def look(self, cells: Cells) -> None:
        """Learn of which kind each question is."""
        study = one_line(cells.text("study", 200))
        if not study and self.studies and len(self.studies.by_title) == 1:
            study = next(iter(self.studies.by_title))
        for question, words in self._answers(cells):
            seen = self.seen.setdefault((study.lower(), question.lower()), services.Seen())
            if len(words) <= services.MOST_WORDS:
                seen.note(words)

    def _answers(self, cells: Cells) -> list[tuple[str, str]]:
        asked = one_line(cells.text("question"))
        found = [(asked, cells.text("answer"))] if asked else []
        found += [(one_line(header), "; ".join(told)) for header, told in cells.kept().items()]
        return [(name[:500], words) for name, text in found if name and (words := many_lines(text))]

    def read(self, cells: Cells) -> ImportedAnswers | None:
        study, respondent = self.study(cells), one_line(cells.needed("respondent", 200))
        if study is None or not respondent:
            return None
        answers = []
        for question, words in self._answers(cells):
            if len(words) > services.MOST_WORDS:
                told = f"The answer to “{question[:60]}” has {len(words):,} characters; "
                cells.fault("answer", f"{told}{services.MOST_WORDS:,} are the most.", "Shorten it.")
            else:
                answers.append((question, words))
        asked = "\0".join(question.lower() for question, _ in answers)
        return ImportedAnswers(
            source=self.source,
            row=cells.row,
            external_id=sha256(f"{study.lower()}\0{respondent}\0{asked}".encode()).hexdigest()[:32],
            study=study,
            respondent=respondent,
            answered_on=cells.day("answered_on"),
            answers=tuple(answers),
        )

    def preview(self, value: Any) -> tuple[str, ...]:
        on = day_text(value.answered_on) if value.answered_on else ""
        told = "; ".join(f"{question}: {words}" for question, words in value.answers)
        return (value.study, value.respondent, on, told[:300])

    def take(
        self,
        *,
        actor: Actor,
        now: datetime,
        batch: str,
        product_id: int | None,
        rows: Iterable[Any],
        progress: Callable[[int], None],
    ) -> Taken:
        return services.import_answers(
            actor=actor, now=now, batch=batch, rows=rows, seen=self.seen, progress=progress
        )


class TestsIntake(_StudyIntake):
    """One file of usability results: a row for each participant and task."""

    kind = "usability"

    def read(self, cells: Cells) -> ImportedTest | None:
        study, participant = self.study(cells), one_line(cells.needed("participant", 200))
        if study is None or not participant:
            return None
        task, told = one_line(cells.text("task", 200)), one_line(cells.text("outcome")).lower()
        if told and told not in _OUTCOMES:
            cells.fault("outcome", f"'{told[:40]}' is not known here.", "Use completed, helped or failed.")
        return ImportedTest(
            source=self.source,
            row=cells.row,
            external_id=f"{study} {participant} {task}".lower(),
            study=study,
            participant=participant,
            segment=one_line(cells.text("segment", 60)),
            task=task,
            outcome=_OUTCOMES.get(told, ""),
            seconds=cells.number("seconds"),
            sus=self._sus(cells),
        )

    def _sus(self, cells: Cells) -> tuple[int, ...]:
        told = [one_line(text) for _, text in cells.each("sus")]
        if not told:
            return ()
        if len(told) != 10 or any(each not in ("1", "2", "3", "4", "5") for each in told):
            cells.fault("sus", "These are not ten answers from 1 to 5.", "Give all ten, or none.")
            return ()
        return tuple(map(int, told))

    def preview(self, value: Any) -> tuple[str, ...]:
        seconds = f"{value.seconds:g}" if value.seconds else ""
        return (value.study, value.participant, value.task, value.outcome, seconds)

    def take(
        self,
        *,
        actor: Actor,
        now: datetime,
        batch: str,
        product_id: int | None,
        rows: Iterable[Any],
        progress: Callable[[int], None],
    ) -> Taken:
        return services.import_tests(actor=actor, now=now, batch=batch, rows=rows, progress=progress)


SURVEY_ANSWERS = TableNoun(
    name="survey-answers",
    label="Survey answers",
    one="row of answers",
    many="rows of answers",
    fields=_OF_ANSWERS,
    shown=("Study", "Respondent", "Day", "Answers"),
    found={"created": "Rows of answers"},
    arrived={
        "created": "New responses",
        "updated": "Responses with new answers",
        "unchanged": "Responses that are there",
        "questions": "New questions",
    },
    intake=AnswersIntake,
    undo=services.UndoStudies(services.RESPONSE_ROWS),
    edits=services.EditsOfRows(services.RESPONSE_ROWS),
    keeps_rest=True,
)
USABILITY_RESULTS = TableNoun(
    name="usability-results",
    label="Usability results",
    one="usability result",
    many="usability results",
    fields=_OF_TESTS,
    shown=("Study", "Participant", "Task", "Outcome", "Seconds"),
    found={"created": "Results"},
    arrived={
        "created": "New participants",
        "updated": "Participants with new results",
        "unchanged": "Results that are there",
        "tasks": "New tasks",
    },
    intake=TestsIntake,
    undo=services.UndoStudies(services.TEST_ROWS),
    edits=services.EditsOfRows(services.TEST_ROWS),
)
