"""Blueprints: every text that was saved stays, statements keep their keys, states hold."""

from __future__ import annotations

from time import process_time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilothouse.journal import queries as journal
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.kit.refs import Ref
from pilothouse.vision import queries, services
from pilothouse.vision.tests.conftest import TEXT, Shop
from tests.fixtures import taken_back

pytestmark = pytest.mark.django_db


def test_a_new_blueprint_is_a_draft_with_statements_and_one_revision(shop: Shop) -> None:
    made = shop.blueprint()

    assert (made.state, made.number, made.version) == ("draft", 1, 1)
    assert list(shop.keys(made.id)) == ["G1", "R1", "R2"]
    assert [row.number for row in queries.revisions(actor=shop.actor, id=made.id)] == [1]


def test_each_saved_text_is_a_revision_and_an_unchanged_one_is_none(shop: Shop) -> None:
    made = shop.blueprint()
    shop.save(made.id, TEXT)
    changed = shop.save(made.id, TEXT.replace("30 s", "20 s"), why="Measured")

    found = queries.revisions(actor=shop.actor, id=made.id)
    assert changed.number == 2
    assert [(row.number, row.why) for row in found] == [(2, "Measured"), (1, "")]
    assert "30 s" in queries.revision(actor=shop.actor, id=made.id, number=1).text


def test_a_change_based_on_an_older_version_is_refused_with_both(shop: Shop) -> None:
    made = shop.blueprint()
    shop.save(made.id, TEXT + "\nMore.", version=1)

    with pytest.raises(Stale) as caught:
        shop.save(made.id, TEXT + "\nOther.", version=1)

    assert caught.value.extra["stored_version"] == 2
    assert caught.value.extra["yours"]["text"].endswith("Other.")
    assert queries.blueprint(actor=shop.actor, id=made.id).text.endswith("More.")


def test_statements_keep_their_keys_when_they_move_or_change_a_little(shop: Shop) -> None:
    made = shop.blueprint("## Goals\n- Pay in 30 seconds.\n- Sell in ten countries.\n")
    shop.save(made.id, "## Goals\n- Answer every mail.\n- Sell in twelve countries.\n- Pay in 30 seconds.\n")

    assert shop.keys(made.id) == {
        "G3": "Answer every mail.",
        "G2": "Sell in twelve countries.",
        "G1": "Pay in 30 seconds.",
    }


def test_the_key_of_a_statement_that_was_taken_out_is_not_given_again(shop: Shop) -> None:
    made = shop.blueprint("## Goals\n- Pay in 30 seconds.\n- Sell in ten countries.\n")
    shop.save(made.id, "## Goals\n- Pay in 30 seconds.\n")
    shop.save(made.id, "## Goals\n- Pay in 30 seconds.\n- Answer every mail at once.\n")

    assert list(shop.keys(made.id)) == ["G1", "G3"]


def test_a_blueprint_goes_from_draft_by_review_to_finalised(shop: Shop) -> None:
    made = shop.blueprint()
    with pytest.raises(Conflict, match="draft to in review"):
        shop.to(made.id, "finalised")
    assert shop.to(made.id, "in_review", "finalised").finalised

    with pytest.raises(Conflict, match="is finalised"):
        shop.save(made.id, "Other")
    with pytest.raises(Invalid, match="needs a reason"):
        shop.to(made.id, "draft")
    assert shop.to(made.id, "draft", why="The bank said no.").state == "draft"
    verbs = [row.verb for row in journal.history(actor=shop.actor, subject=Ref("vision.blueprint", made.id))]
    assert verbs[:3] == ["blueprint.reopened", "blueprint.finalised", "blueprint.sent_into_review"]


def test_an_unknown_state_is_refused_and_the_same_one_changes_nothing(shop: Shop) -> None:
    made = shop.blueprint()

    assert shop.to(made.id, "draft").version == made.version
    with pytest.raises(Invalid, match="no state"):
        shop.to(made.id, "done")


def test_an_earlier_revision_becomes_the_newest_again(shop: Shop) -> None:
    made = shop.blueprint()
    shop.save(made.id, "Other words")
    back = services.restore_revision(actor=shop.actor, now=shop.now, id=made.id, version=None, number=1)

    assert (back.number, back.text) == (3, TEXT.strip())
    assert list(shop.keys(made.id)) == ["G1", "R1", "R2"]
    with pytest.raises(NotFound, match="no revision 9"):
        services.restore_revision(actor=shop.actor, now=shop.now, id=made.id, version=None, number=9)


def test_every_text_of_a_removed_blueprint_stays_in_the_journal(shop: Shop) -> None:
    made = shop.blueprint()
    shop.save(made.id, "Other words")
    services.remove_blueprint(actor=shop.actor, now=shop.now, id=made.id, version=2)

    entries = journal.history(actor=shop.actor, subject=Ref("vision.blueprint", made.id))
    kept = [row.changes["text"][0] for row in entries if row.verb == "blueprint.text_kept"]
    assert kept == ["Other words", TEXT.strip()]
    with pytest.raises(NotFound):
        queries.blueprint(actor=shop.actor, id=made.id)


def test_what_has_open_questions_or_answers_of_a_review_cannot_be_removed(shop: Shop) -> None:
    asked, reviewed = shop.blueprint(title="Asked"), shop.blueprint(title="Reviewed")
    shop.ask(about=asked.ref)
    held = services.open_design_review(
        actor=shop.actor, now=shop.now, blueprint_id=reviewed.id, title="Security"
    )
    values = {"answer": "passed"}
    services.answer_check(actor=shop.actor, now=shop.now, id=held.checks[0].id, version=None, values=values)
    for made, words in ((asked, "1 open question"), (reviewed, "review with answers")):
        with pytest.raises(Conflict, match=words):
            services.remove_blueprint(actor=shop.actor, now=shop.now, id=made.id, version=None)


def test_a_product_goes_with_its_strategy_and_each_part_is_told_of(shop: Shop) -> None:
    made = services.add_product(actor=shop.actor, now=shop.now, key="OLD", name="Old")
    services.add_objective(actor=shop.actor, now=shop.now, product_id=made.id, values={"title": "Sell"})
    services.add_persona(actor=shop.actor, now=shop.now, product_id=made.id, values={"name": "Buyer"})
    services.remove_product(actor=shop.actor, now=shop.now, id=made.id, version=None)

    verbs = [row.verb for row in journal.activity(actor=shop.actor, size=3).rows]
    assert verbs == ["product.removed", "persona.removed", "objective.removed"]


def test_what_was_handed_over_cannot_be_removed(shop: Shop) -> None:
    made = shop.blueprint()
    shop.to(made.id, "in_review", "finalised")
    services.hand_over(actor=shop.actor, now=shop.now, blueprint_id=made.id, team_ids=shop.teams)

    with pytest.raises(Conflict, match="handed over"):
        services.remove_blueprint(actor=shop.actor, now=shop.now, id=made.id, version=None)
    assert queries.blueprint(actor=shop.actor, id=made.id).newest_handoff == 1


def test_keys_are_written_into_the_text_once(shop: Shop) -> None:
    made = shop.blueprint("## Goals\n- Pay in 30 seconds.\n\n## Assumptions\n- Cards stay valid.\n")
    before = shop.keys(made.id)
    first = services.write_keys(actor=shop.actor, now=shop.now, id=made.id, version=None)
    again = services.write_keys(actor=shop.actor, now=shop.now, id=made.id, version=None)

    assert "- G1: Pay in 30 seconds." in first.text
    assert again.version == first.version
    assert shop.keys(made.id) == before


def test_broken_input_is_told(shop: Shop, viewer: Any, stranger: Any) -> None:
    made = shop.blueprint("")
    with pytest.raises(Invalid, match="title is empty"):
        shop.blueprint(title=" \n ")
    with pytest.raises(Invalid, match="2,000,000 are the most"):
        shop.save(made.id, "x" * 2_000_001)
    with pytest.raises(Forbidden):
        services.add_blueprint(actor=viewer, now=shop.now, product_id=shop.product_id, title="Mine", text="")
    with pytest.raises(NotFound):
        services.change_blueprint(actor=stranger, now=shop.now, id=made.id, version=None, text="Mine")
    assert shop.save(made.id, "nul\0 and\r\nlines").text == "nul and\nlines"


_LINES = [
    "- Pay in 30 seconds.",
    "- Sell in ten countries.",
    "- R7: It must open.",
    "- Answer every mail.",
    "",
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(st.sampled_from(_LINES), max_size=5, unique=True), min_size=1, max_size=4))
def test_a_line_that_stays_keeps_its_key_through_any_edits(shop: Shop, texts: list[list[str]]) -> None:
    with taken_back():
        made = shop.blueprint("")
        before: dict[str, str] = {}
        for lines in texts:
            shop.save(made.id, "\n".join(["## Goals", *lines]))
            after = {text: key for key, text in shop.keys(made.id).items()}
            assert len(set(after.values())) == len([line for line in lines if line])
            assert all(after[text] == key for text, key in before.items() if text in after)
            before = after


def test_a_long_text_that_moves_is_saved_again_about_as_soon_as_at_first(shop: Shop) -> None:
    """Every statement has another place then, and is written by a statement that is prepared once."""
    text = "\n".join(f"- Readers must find the entry number {number} again." for number in range(2_000))
    began = process_time()
    made = shop.blueprint(text)
    added = process_time() - began
    moved = []
    for lines in (4, 3, 2):  # the least of three, as the search for garbage may fall into one
        began = process_time()
        made = services.change_blueprint(
            actor=shop.actor,
            now=shop.now,
            id=made.id,
            version=made.version,
            text=f"# New{lines * chr(10)}{text}",
        )
        moved.append(process_time() - began)

    assert min(moved) < 3 * added  # ten times where Django makes its text anew
    told = queries.statements(actor=shop.actor, id=made.id)
    assert [row.line for row in told[:2]] == [3, 4]
    assert len(told) == 2_000
