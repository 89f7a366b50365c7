"""What studies show, computed from what was entered."""

from __future__ import annotations

from pilothouse.kit.actor import Actor
from pilothouse.market import contracts, queries
from pilothouse.market.planning import research


def sample_shows(people: int) -> contracts.SampleShows:
    """What so many people can show, before anyone is asked. Raises `Invalid` for no one."""
    return research.sample_shows(people)


def usability_results(*, actor: Actor, study_id: int) -> contracts.UsabilityResults:
    """Completion, time and usability score, each with interval and number. Raises `NotFound`."""
    queries.study(actor=actor, id=study_id)
    return research.usability(
        queries.tasks(actor=actor, study=study_id),
        queries.task_results(actor=actor, study=study_id),
        queries.participants(actor=actor, study=study_id),
    )


def survey_results(*, actor: Actor, study_id: int) -> contracts.SurveyResults:
    """What the answers to each question show, with interval and number. Raises `NotFound`."""
    study = queries.study(actor=actor, id=study_id)
    return research.survey(
        queries.survey_questions(actor=actor, study=study_id),
        queries.survey_answers(actor=actor, study=study_id),
        study.responses,
    )
