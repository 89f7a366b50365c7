"""Tables of survey answers and of usability results: taken in once, nothing lost, and undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pilothouse.connectors import services as tables
from pilothouse.market import models, queries, services
from pilothouse.market.tests.test_intake import by_file

pytestmark = pytest.mark.django_db
WIDE = """Survey,Response ID,Submitted at,Which plan?,How many hosts?,Why?
Pulse,A1,2026-01-02,Free,12,It is slow.
Pulse,A2,2026-01-02,Free,1.5,
Pulse,A3,2026-01-03,Team,300,👍
Pulse,A4,2026-01-03,Team,7,"Lines
of words"
Pulse,A5,2026-01-03,Free,8,Because
Pulse,A6,2026-01-04,Team,9,So
"""
_SUS = ",".join(f"SUS {at}" for at in range(1, 11))
TESTS = f"""Study,Participant,Segment,Task,Outcome,Time on task,{_SUS}
Diff,P1,Enterprise,Find it,success,64,4,2,4,2,4,2,4,2,4,2
Diff,P1,,Apply it,assisted,90,,,,,,,,,,
Diff,P2,Team,Find it,failed,,9,9,9,9,9,9,9,9,9,9
"""


def brought(actor: Any, now: Any, tmp_path: Path, text: str, noun: str) -> tuple[Any, Any]:
    path = tmp_path / "file.csv"
    path.write_text(text)
    done, run = by_file(actor, now, path, noun)
    return done, run


def answers() -> dict[tuple[str, str], Any]:
    rows = models.SurveyAnswer.objects.select_related("response", "question")
    return {
        (row.response.external_id, row.question.text): row.text
        or (row.number if row.number is not None else [row.question.options[at] for at in row.chosen])
        for row in rows
    }


def test_a_column_for_each_question_comes_in_once_and_undoing_takes_it_out(
    editor: Any, now: Any, tmp_path: Path
) -> None:
    path = tmp_path / "pulse.csv"
    path.write_text(WIDE)
    assert tables.check_file(actor=editor, path=path, file_name=path.name).noun == "survey-answers"
    done, run = brought(editor, now, tmp_path, WIDE, "survey-answers")

    assert (done.created, done.counts["questions"]) == (6, 3)
    kinds = dict(models.SurveyQuestion.objects.values_list("text", "kind"))
    assert kinds == {"Which plan?": "single", "How many hosts?": "number", "Why?": "text"}
    found = answers()
    assert found["A1", "Which plan?"] == ["Free"]
    assert found["A2", "How many hosts?"] == 1.5
    assert found["A3", "Why?"] == "👍"
    assert found["A4", "Why?"] == "Lines\nof words"
    assert ("A2", "Why?") not in found

    again, _ = brought(editor, now, tmp_path, WIDE, "survey-answers")
    assert (again.created, again.unchanged) == (0, 6)

    tables.undo_import(actor=editor, now=now, number=run.number)
    left = (models.Study, models.SurveyQuestion, models.SurveyResponse, models.SurveyAnswer)
    assert [table.objects.count() for table in left] == [0, 0, 0, 0]


def test_a_row_for_each_answer_meets_questions_that_are_there(editor: Any, now: Any, tmp_path: Path) -> None:
    by: Any = {"actor": editor, "now": now}
    study = services.add_study(**by, title="Pulse", kind="survey")
    services.add_question(**by, study_id=study.id, text="Which?", kind="several", options=["Red", "Blue"])
    services.add_question(**by, study_id=study.id, text="How likely?", kind="scale", up_to=10)
    text = (
        "Respondent,Day,Question,Answer\n"
        "A1,2026-01-02,which?,red; Blue\nA1,2026-01-02,How likely?,9\n"
        "A2,2026-01-02,Which?,Green\nA2,2026-01-02,How likely?,11\nA2,2026-01-02,Why?,No idea\n"
    )
    done, run = brought(editor, now, tmp_path, text, "survey-answers")

    assert done.created == 2
    assert answers() == {
        ("A1", "Which?"): ["Red", "Blue"], ("A1", "How likely?"): 9.0, ("A2", "Why?"): "No idea",
    }  # fmt: skip
    assert [note.text for note in done.notes] == [
        "“Green” is no answer to “Which?”, and left out.",
        "“11” is no answer to “How likely?”, and left out.",
    ]
    tables.undo_import(actor=editor, now=now, number=run.number)
    assert queries.study(actor=editor, id=study.id).responses == 0
    assert len(queries.survey_questions(actor=editor, study=study.id)) == 2


def test_our_own_export_of_answers_comes_in_again(
    client_for: Any, editor: Any, now: Any, tmp_path: Path
) -> None:
    done, _ = brought(editor, now, tmp_path, WIDE, "survey-answers")
    study = models.Study.objects.get()
    export = client_for("editor").get(f"market/research/{study.pk}/responses?format=csv").getvalue().decode()
    other = export.replace("Pulse", "Copy")
    done, _ = brought(editor, now, tmp_path, other, "survey-answers")
    assert done.created == 6
    assert models.SurveyAnswer.objects.filter(response__study__title="Copy").count() == 17


def test_an_answer_of_a_million_characters_is_named_and_the_rest_is_taken(
    editor: Any, now: Any, tmp_path: Path
) -> None:
    text = f"Survey,Response ID,Why?,Where?\nPulse,A1,{'x' * 1_000_000},Here\n"
    path = tmp_path / "file.csv"
    path.write_text(text)
    report = tables.check_file(actor=editor, path=path, file_name=path.name, noun_name="survey-answers")
    assert "1,000,000 characters; 5,000 are the most" in str(report)
    brought(editor, now, tmp_path, text, "survey-answers")
    assert answers() == {("A1", "Where?"): "Here"}


def test_results_of_a_test_come_in_once_and_undoing_takes_them_out(
    editor: Any, now: Any, tmp_path: Path
) -> None:
    done, run = brought(editor, now, tmp_path, TESTS, "usability-results")
    assert (done.created, done.counts["tasks"]) == (2, 2)
    results = models.TaskResult.objects.order_by("pk")
    assert [(row.task.title, row.outcome, row.seconds) for row in results] == [
        ("Find it", "completed", 64.0), ("Apply it", "helped", 90.0), ("Find it", "failed", None),
    ]  # fmt: skip
    assert list(models.StudyParticipant.objects.order_by("number").values_list("segment", "sus")) == [
        ("Enterprise", [4, 2] * 5), ("Team", []),
    ]  # fmt: skip
    more = f"{TESTS}Diff,P2,,Apply it,completed,12,,,,,,,,,,\n"
    again, second = brought(editor, now, tmp_path, more, "usability-results")
    assert (again.created, again.updated) == (0, 1)
    assert models.TaskResult.objects.count() == 4

    tables.undo_import(actor=editor, now=now, number=second.number)
    assert models.TaskResult.objects.count() == 3
    tables.undo_import(actor=editor, now=now, number=run.number)
    left = (models.Study, models.StudyTask, models.StudyParticipant, models.TaskResult)
    assert [table.objects.count() for table in left] == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Response ID,Why?\nA1,So\n", "The row names no study."),
        ("Survey,Response ID,Why?\nTalks,A1,So\n", "is of another kind"),
        ("Survey,Response ID,Why?\nPulse,,So\n", "espondent"),
    ],
)
def test_rows_without_a_place_are_named(editor: Any, now: Any, tmp_path: Path, text: str, told: str) -> None:
    services.add_study(actor=editor, now=now, title="Talks", kind="interview")
    path = tmp_path / "file.csv"
    path.write_text(text)
    report = tables.check_file(actor=editor, path=path, file_name=path.name, noun_name="survey-answers")
    assert told in str(report)


def test_a_table_of_one_column_of_feedback_comes_in(editor: Any, now: Any, tmp_path: Path) -> None:
    path = tmp_path / "said.csv"
    path.write_text("Feedback\nIt is slow.\n👍🎉\n")
    done, _ = by_file(editor, now, path, "feedback")
    assert done.created == 2
    assert set(models.Feedback.objects.values_list("text", flat=True)) == {"It is slow.", "👍🎉"}
