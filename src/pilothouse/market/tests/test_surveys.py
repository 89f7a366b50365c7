"""Surveys: questions, addresses that anyone may answer under, and what answers show."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from pilothouse.journal.models import Entry
from pilothouse.kit.errors import Conflict, Invalid, NotFound, TooMany
from pilothouse.market import models, queries, services

pytestmark = pytest.mark.django_db
COLOURS = ["Red", "Green", "Blue"]


@pytest.fixture
def survey(editor: Any, now: Any) -> Any:
    return services.add_study(actor=editor, now=now, title="What matters?", kind="survey", sample=40)


@pytest.fixture
def asked(editor: Any, now: Any, survey: Any) -> dict[str, Any]:
    """A question of each kind."""
    add: Any = {"actor": editor, "now": now, "study_id": survey.id}
    return {
        "single": services.add_question(
            **add, text="Which?", kind="single", options=COLOURS, is_required=True
        ),
        "several": services.add_question(**add, text="Which ones?", kind="several", options=COLOURS),
        "scale": services.add_question(**add, text="How likely?", kind="scale", up_to=10),
        "text": services.add_question(**add, text="Why?", kind="text"),
        "number": services.add_question(**add, text="How many hosts?", kind="number"),
    }


def link(actor: Any, now: Any, survey: Any, **more: Any) -> Any:
    return services.add_link(actor=actor, now=now, study_id=survey.id, **more)


def token(row: Any) -> str:
    return str(row.path.rsplit("/", 1)[-1])


def answer(row: Any, now: Any, given: dict[int, Any], **more: Any) -> None:
    services.answer_survey(
        token=token(row), now=now, given=given, **({"network": "192.0.2.7", "agreed": True} | more)
    )


def test_answers_become_rows_and_figures_with_n(editor: Any, now: Any, survey: Any, asked: Any) -> None:
    row = link(editor, now, survey)
    for at in range(10):
        given = {
            asked["single"].id: 0 if at else 2,
            asked["several"].id: [0, 1],
            asked["scale"].id: 10,
            asked["text"].id: f"Because {at}",
            asked["number"].id: float(at),
        }
        answer(row, now, given)
    found = services.survey_results(actor=editor, study_id=survey.id)
    single, several, scale, text, number = found.questions

    assert found.responses == 10
    assert [each.chosen for each in single.options] == [9, 0, 1]
    assert single.options[0].share is not None
    assert (single.options[0].share.value, single.options[0].share.n) == (0.9, 10)
    assert single.options[0].share.says
    assert [each.chosen for each in several.options] == [10, 10, 0]
    assert scale.promoters is not None
    assert (scale.promoters.value, scale.promoters.n) == (1.0, 10)
    assert (text.n, len(text.texts)) == (10, 10)
    assert number.median == 4.5


def test_the_record_holds_no_answer(editor: Any, now: Any, survey: Any, asked: Any, workspace: Any) -> None:
    answer(link(editor, now, survey), now, {asked["single"].id: 0, asked["text"].id: "Ana says no"})
    rows = Entry.objects.filter(workspace_id=workspace.id)
    told = json.dumps([[row.verb, row.title, row.changes] for row in rows])

    assert "survey_response.received" in told
    assert "Ana" not in told


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("single", 3),
        ("single", -1),
        ("single", [0, 1]),
        ("several", [0, 9]),
        ("scale", 11),
        ("scale", 2.5),
        ("number", float("nan")),
        ("number", 1e300),
        ("text", "x" * 5_001),
    ],
)
def test_an_answer_that_is_none_is_refused_at_its_question(
    editor: Any, now: Any, survey: Any, asked: Any, kind: str, value: Any
) -> None:
    row = link(editor, now, survey)
    with pytest.raises(Invalid) as refused:
        answer(row, now, {asked["single"].id: 0} | {asked[kind].id: value})

    assert refused.value.where == f"question_{asked[kind].id}"
    assert not models.SurveyResponse.objects.exists()


def test_what_is_needed_is_asked_for_and_consent_too(editor: Any, now: Any, survey: Any, asked: Any) -> None:
    row = link(editor, now, survey)
    with pytest.raises(Invalid) as refused:
        answer(row, now, {asked["text"].id: "Because"})
    assert refused.value.where == f"question_{asked['single'].id}"
    services.change_study(
        actor=editor, now=now, id=survey.id, version=None, values={"consent_text": "We keep it a year."}
    )
    with pytest.raises(Invalid) as refused:
        answer(row, now, {asked["single"].id: 0}, agreed=False)
    assert refused.value.where == "agreed"


def test_a_link_for_one_answer_takes_one(editor: Any, now: Any, survey: Any, asked: Any) -> None:
    person = services.add_participant(actor=editor, now=now, study_id=survey.id)
    row = link(editor, now, survey, participant_id=person.id)
    answer(row, now, {asked["single"].id: 0})
    with pytest.raises(Conflict):
        answer(row, now, {asked["single"].id: 1})

    found = queries.survey_responses(actor=editor, study=survey.id)
    assert [each.participant_name for each in found.rows] == ["Participant 1"]


def test_a_link_ends_by_its_day_and_by_revoking(editor: Any, now: Any, survey: Any, asked: Any) -> None:
    today, open_ = link(editor, now, survey, closes_on=now.date()), link(editor, now, survey)
    answer(today, now, {asked["single"].id: 0})
    services.revoke_link(actor=editor, now=now, id=open_.id)
    for row, at in ((today, now + timedelta(days=1)), (open_, now)):
        with pytest.raises(Conflict):
            answer(row, at, {asked["single"].id: 0})
    with pytest.raises(Invalid):
        link(editor, now, survey, closes_on=now.date() - timedelta(days=1))
    assert queries.study(actor=editor, id=survey.id).responses == 1


def test_an_address_that_was_changed_opens_nothing(editor: Any, now: Any, survey: Any, asked: Any) -> None:
    good = token(link(editor, now, survey))
    for bad in (good[:-1], good[::-1], "x", good.replace(":", "")):
        with pytest.raises(NotFound):
            queries.survey_form(token=bad, today=now.date())
    entry = queries.study(actor=editor, id=survey.id)
    services.remove_study(actor=editor, now=now, id=survey.id, version=entry.version)
    with pytest.raises(NotFound):
        queries.survey_form(token=good, today=now.date())


def test_one_place_cannot_fill_a_survey(editor: Any, now: Any, survey: Any, asked: Any) -> None:
    row = link(editor, now, survey)
    for _ in range(30):
        answer(row, now, {asked["single"].id: 0})
    with pytest.raises(TooMany):
        answer(row, now, {asked["single"].id: 0})
    answer(row, now, {asked["single"].id: 0}, network="198.51.100.4")
    answer(row, now + timedelta(hours=1, seconds=1), {asked["single"].id: 0})

    assert queries.study(actor=editor, id=survey.id).responses == 32


def test_answers_keep_their_meaning(editor: Any, now: Any, survey: Any, asked: Any) -> None:
    answer(link(editor, now, survey), now, {asked["single"].id: 0, asked["scale"].id: 9})

    def change(which: str, values: dict[str, Any]) -> Any:
        row = asked[which]
        return services.change_question(actor=editor, now=now, id=row.id, version=None, values=values)

    for kind, values in (
        ("single", {"options": ["Green", "Red", "Blue"]}),
        ("single", {"kind": "text"}),
        ("scale", {"up_to": 5}),
    ):
        with pytest.raises(Conflict):
            change(kind, values)
    assert change("single", {"options": [*COLOURS, "Grey"], "text": "Which one?"}).options[-1] == "Grey"


def test_words_become_feedback_once(editor: Any, now: Any, survey: Any, asked: Any) -> None:
    row = link(editor, now, survey)
    for text in ("Too slow", "Too dear"):
        answer(row, now, {asked["single"].id: 0, asked["text"].id: text})
    first = services.answers_to_feedback(actor=editor, now=now, id=asked["text"].id)
    again = services.answers_to_feedback(actor=editor, now=now, id=asked["text"].id)

    assert (first.added, first.there, again.added, again.there) == (2, 0, 0, 2)
    said = queries.feedback_page(actor=editor).rows
    assert {each.text for each in said} == {"Too slow", "Too dear"}
    assert {each.channel for each in said} == {"survey"}
    with pytest.raises(Invalid):
        services.answers_to_feedback(actor=editor, now=now, id=asked["single"].id)


def test_questions_are_put_in_order(editor: Any, now: Any, survey: Any, asked: Any) -> None:
    services.move_question(actor=editor, now=now, id=asked["several"].id, version=1)
    rows = queries.survey_questions(actor=editor, study=survey.id)

    assert [row.text for row in rows][:2] == ["Which ones?", "Which?"]


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "single", "options": ["One"]},
        {"kind": "several", "options": ["One", "one "]},
        {"kind": "scale", "up_to": 6},
        {"kind": "poem"},
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    editor: Any, now: Any, survey: Any, values: dict[str, Any]
) -> None:
    with pytest.raises(Invalid):
        services.add_question(actor=editor, now=now, study_id=survey.id, text="Well?", **values)
    with pytest.raises(Invalid):
        link(editor, now, survey)  # nothing is asked yet


def test_the_form_is_answered_without_a_log_in(editor: Any, survey: Any, asked: Any, client_for: Any) -> None:
    from pilothouse.kit import clock

    row = link(editor, clock.now(), survey)
    browser, single, text = Client(), f"question_{asked['single'].id}", f"question_{asked['text'].id}"
    html = browser.get(row.path).content.decode()
    refused = browser.post(row.path, {text: "<b>Because</b>"})
    program = browser.post(row.path, {single: "0", "website": "https://spam.example"})
    stored = queries.study(actor=editor, id=survey.id).responses
    done = browser.post(row.path, {single: "0", text: "<b>Because</b>"})

    assert "What matters?" in html
    assert "Acme" not in html  # nothing of the workspace but the survey
    assert refused.status_code == 422
    assert "This question needs an answer." in refused.content.decode()
    assert "&lt;b&gt;Because&lt;/b&gt;" in refused.content.decode()
    assert (program.status_code, stored) == (200, 0)
    assert "Thank you" in program.content.decode()
    assert "Thank you" in done.content.decode()
    page = client_for("viewer").get(f"market/research/{survey.id}").content.decode()
    assert "n = 1" in page
    assert "Too few to say" in page
    services.revoke_link(actor=editor, now=clock.now(), id=row.id)
    assert browser.get(row.path).status_code == 410
    assert browser.get(row.path + "x").status_code == 404
