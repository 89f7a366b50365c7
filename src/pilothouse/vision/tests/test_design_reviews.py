"""Design reviews: every question is answered, a finding is settled."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.kit.errors import Conflict, Invalid, NotFound
from pilothouse.vision import queries, services
from pilothouse.vision.contracts import DesignReview
from pilothouse.vision.tests.conftest import TEXT, Shop

pytestmark = pytest.mark.django_db


def opened(shop: Shop, **more: Any) -> DesignReview:
    made = shop.blueprint()
    values = {"title": "With security", "questions": [("Design", "Who attacks?"), ("", "Who pays?")]} | more
    return services.open_design_review(actor=shop.actor, now=shop.now, blueprint_id=made.id, **values)


def answer(shop: Shop, id: int, **values: str) -> DesignReview:
    return services.answer_check(actor=shop.actor, now=shop.now, id=id, version=None, values=values)


def test_without_questions_the_usual_ones_are_asked(shop: Shop) -> None:
    row = opened(shop, questions=None)

    assert len(row.checks) == len(services.CHECKLIST) == row.unanswered
    assert (row.revision_number, row.held_on) == (1, shop.now.date())


def test_a_review_closes_once_everything_is_answered(shop: Shop) -> None:
    row = opened(shop)
    first, second = row.checks
    answer(shop, first.id, answer="passed")
    with pytest.raises(Conflict, match="1 question is not answered"):
        services.close_design_review(actor=shop.actor, now=shop.now, id=row.id, version=None)
    with pytest.raises(Invalid, match="says what was found"):
        answer(shop, second.id, answer="finding")
    answer(shop, second.id, answer="finding", note="Nobody does.")
    closed = services.close_design_review(actor=shop.actor, now=shop.now, id=row.id, version=None)

    assert (closed.closed_by, closed.blocking) == (shop.actor.name, 1)
    with pytest.raises(Conflict, match="closed"):
        answer(shop, second.id, answer="passed")
    assert answer(shop, second.id, settled="The buyer does.").blocking == 0


def test_only_a_finding_is_settled_and_only_known_answers_count(shop: Shop) -> None:
    first = opened(shop).checks[0]

    with pytest.raises(Invalid, match="Only a finding"):
        answer(shop, first.id, settled="Done")
    with pytest.raises(Invalid, match="no answer"):
        answer(shop, first.id, answer="maybe")


def test_a_question_can_be_added_while_the_review_is_open(shop: Shop) -> None:
    row = opened(shop)
    told = services.add_check(
        actor=shop.actor, now=shop.now, review_id=row.id, part="Cost", question="What does it cost?"
    )

    assert told.checks[-1].question == "What does it cost?"
    with pytest.raises(Invalid, match="1 to 200"):
        opened(shop, questions=[])


def test_a_review_with_answers_stays(shop: Shop, stranger: Any) -> None:
    row = opened(shop)
    answer(shop, row.checks[0].id, answer="passed")
    with pytest.raises(Conflict, match="has answers"):
        services.remove_design_review(actor=shop.actor, now=shop.now, id=row.id, version=None)
    with pytest.raises(NotFound):
        services.answer_check(
            actor=stranger, now=shop.now, id=row.checks[1].id, version=None, values={"answer": "passed"}
        )
    shop.save(row.blueprint_id, TEXT + "\nMore.")

    assert queries.design_review(actor=shop.actor, id=row.id).revision_number == 1
