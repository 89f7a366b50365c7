"""What a study shows so far, from values that were read: put to the engine, and back as contracts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import cast

from pilothouse.engine.errors import InvalidProblem
from pilothouse.engine.research.estimates import Estimate, proportion
from pilothouse.engine.research.sample import what_it_shows
from pilothouse.engine.research.survey import judge_numbers, judge_options, judge_scale
from pilothouse.engine.research.usability import Attempt, judge_sus, judge_task, sus_score
from pilothouse.engine.research.usability import Outcome as EngineOutcome
from pilothouse.kit.errors import from_engine
from pilothouse.market.contracts import (
    Figure,
    OptionFigures,
    Participant,
    ParticipantScore,
    QuestionFigures,
    SampleSeen,
    SampleShows,
    StudyTask,
    SurveyAnswer,
    SurveyQuestion,
    SurveyResults,
    TaskFigures,
    TaskResult,
    UsabilityResults,
)

_TEXTS = 20  # words that are listed of a question


def figure(found: Estimate | None) -> Figure | None:
    return None if found is None else Figure(found.value, found.low, found.high, found.n, found.says)


def sample_shows(people: int) -> SampleShows:
    """What so many people can show. Raises `Invalid` for no one."""
    try:
        found = what_it_shows(people)
    except InvalidProblem as error:
        raise from_engine(error) from None
    seen = tuple(SampleSeen(row.met_by, row.chance) for row in found.seen)
    return SampleShows(found.n, seen, found.rarest, found.low, found.high)


def usability(
    tasks: Iterable[StudyTask], results: Sequence[TaskResult], people: Sequence[Participant]
) -> UsabilityResults:
    """What a usability test shows so far."""
    answered = [row for row in people if row.sus]
    return UsabilityResults(
        tasks=tuple(_task(task, [row for row in results if row.task_id == task.id]) for task in tasks),
        results=tuple(results),
        scores=tuple(ParticipantScore(row.id, sus_score(row.sus)) for row in answered),
        sus=figure(judge_sus([row.sus for row in answered])),
    )


def _task(task: StudyTask, results: Sequence[TaskResult]) -> TaskFigures:
    found = judge_task([Attempt(cast(EngineOutcome, row.outcome), row.seconds) for row in results])
    return TaskFigures(
        task=task,
        tried=found.tried,
        completed_alone=found.completed_alone,
        helped=found.helped,
        failed=found.failed,
        completed=figure(found.completed),
        time=figure(found.time),
    )


def survey(
    questions: Iterable[SurveyQuestion], answers: Sequence[SurveyAnswer], people: int
) -> SurveyResults:
    """What a survey shows so far, from `people` who answered."""
    by_question: dict[int, list[SurveyAnswer]] = {}
    for row in answers:
        by_question.setdefault(row.question_id, []).append(row)
    return SurveyResults(people, tuple(_asked(row, by_question.get(row.id, [])) for row in questions))


def _asked(question: SurveyQuestion, answers: Sequence[SurveyAnswer]) -> QuestionFigures:
    numbers = [row.number for row in answers if row.number is not None]
    found = QuestionFigures(question, len(answers), (), None, None, None, ())
    if question.kind == "text":
        return replace(found, texts=tuple(answers[:_TEXTS]))
    if question.kind == "number":
        judged = judge_numbers(numbers)
        return replace(found, mean=figure(judged.mean), median=judged.median)
    if question.kind == "scale":
        steps = [int(each) for each in numbers]
        scale = judge_scale(steps, question.least, question.up_to)
        return replace(
            found,
            options=tuple(
                OptionFigures(str(step), many, figure(proportion(many, len(steps))))
                for step, many in zip(question.steps, scale.counts, strict=True)
            ),
            mean=figure(scale.mean),
            promoters=figure(scale.promoters),
        )
    options = judge_options([row.chosen for row in answers], len(question.options))
    return replace(
        found,
        options=tuple(
            OptionFigures(text, row.chosen, figure(row.share))
            for text, row in zip(question.options, options, strict=True)
        ),
    )
