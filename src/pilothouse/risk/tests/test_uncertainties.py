"""Uncertainties: raised, answered with evidence or accepted with a reason, and asked in the right order."""

from __future__ import annotations

from datetime import date
from math import inf, nan
from typing import Any

import pytest

from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound
from pilothouse.kit.refs import Ref
from pilothouse.risk import queries, services
from pilothouse.risk.contracts import Worth
from pilothouse.vision import services as vision
from pilothouse.vision.tests.conftest import Shop

pytestmark = pytest.mark.django_db


def test_a_question_stands_at_a_statement_and_bears_on_items(shop: Shop) -> None:
    about = shop.blueprint()
    row = shop.ask(
        about=about.ref,
        part="R1",
        items=[shop.first.lower(), shop.first],
        owner_id=shop.ana,
        due_on=date(2026, 2, 1),
        chance=0.3,
    )

    assert (row.part_key, row.owner_name, row.blocking, row.state) == ("R1", "Ana Ruiz", True, "open")
    assert [each.key for each in row.subjects] == [shop.first]


def test_what_a_question_points_to_must_be_there(shop: Shop, stranger: Any) -> None:
    about = shop.blueprint()
    other = vision.add_product(actor=shop.actor, now=shop.now, key="OTH", name="Other")
    for values, words in (
        ({"items": ["SHP-99"]}, "no item SHP-99"),
        ({"owner_id": 10**9}, "no such person"),
        ({"about": about.ref, "part": "R9"}, "no statement R9"),
        ({"part": "R1"}, "no statement R1"),
        ({"about": "vision.blueprint:987654321"}, "no such blueprint"),
    ):
        with pytest.raises(NotFound, match=words):
            shop.ask(**values)
    with pytest.raises(Invalid, match="another product"):
        services.raise_uncertainty(
            actor=shop.actor,
            now=shop.now,
            scope=Ref("vision.product", other.id),
            values={"question": "Why?", "about": about.ref},
        )
    with pytest.raises(NotFound):
        services.raise_uncertainty(
            actor=stranger, now=shop.now, scope=shop.scope, values={"question": "Why?"}
        )


@pytest.mark.parametrize("field", ["chance", "wrong_days", "instead_days", "test_days"])
@pytest.mark.parametrize("value", [nan, inf, -0.1, 1e9])
def test_a_figure_that_is_none_is_refused(shop: Shop, field: str, value: float) -> None:
    with pytest.raises(Invalid):
        shop.ask(**{field: value})


def test_an_answer_needs_evidence_and_going_on_without_one_needs_a_reason(shop: Shop) -> None:
    row = shop.ask()
    common = {"actor": shop.actor, "now": shop.now, "id": row.id, "version": None}
    with pytest.raises(Invalid, match="no evidence"):
        services.resolve_uncertainty(**common, resolution="Yes")
    with pytest.raises(Invalid, match="why is empty"):
        services.accept_uncertainty(**common, why=" ")
    services.add_evidence(actor=shop.actor, now=shop.now, id=row.id, text="Load test", leans="good")

    done = services.resolve_uncertainty(**common, resolution="Yes, to 50,000.")
    assert (done.state, done.resolution, done.resolved_by) == ("resolved", "Yes, to 50,000.", shop.actor.name)
    with pytest.raises(Conflict, match="resolved already"):
        services.accept_uncertainty(**common, why="Never mind")
    again = services.reopen_uncertainty(**common, why="The load doubled.")
    assert (again.state, again.resolution, len(again.evidence)) == ("open", "", 1)


def test_evidence_says_who_found_what_and_when(shop: Shop) -> None:
    row = shop.ask()
    told = services.add_evidence(
        actor=shop.actor, now=shop.now, id=row.id, text="Seven of ten said yes.", source="Calls", leans="bad"
    )
    (piece,) = told.evidence

    assert (piece.text, piece.source, piece.leans) == ("Seven of ten said yes.", "Calls", "bad")
    assert (piece.found_on, piece.added_by) == (shop.now.date(), shop.actor.name)
    with pytest.raises(Invalid, match="no way to lean"):
        services.add_evidence(actor=shop.actor, now=shop.now, id=row.id, text="x", leans="left")
    with pytest.raises(Invalid, match="text is empty"):
        services.add_evidence(actor=shop.actor, now=shop.now, id=row.id, text=" ")


def test_the_question_that_gains_most_comes_first_and_settled_ones_last(shop: Shop) -> None:
    small, large, settled = (shop.ask(name) for name in ("Small?", "Large?", "Settled?"))
    plain = shop.ask("Not computed?", blocking=False)
    services.accept_uncertainty(
        actor=shop.actor, now=shop.now, id=settled.id, version=None, why="It does not matter."
    )
    told = services.record_worth(
        actor=shop.actor, now=shop.now, worth={small.id: Worth(gain=1.0), large.id: Worth(gain=9.0)}
    )
    rows = queries.uncertainties(actor=shop.actor, scope=shop.scope)

    assert told == 2
    assert [row.question for row in rows] == ["Large?", "Small?", "Not computed?", "Settled?"]
    assert rows[0].version == large.version
    assert plain.id == rows[2].id


def test_a_change_of_a_figure_takes_the_worth_away(shop: Shop) -> None:
    row = shop.ask(chance=0.3)
    services.record_worth(actor=shop.actor, now=shop.now, worth={row.id: Worth(gain=9.0)})
    renamed = services.change_uncertainty(
        actor=shop.actor, now=shop.now, id=row.id, version=None, values={"detail": "More"}
    )
    changed = services.change_uncertainty(
        actor=shop.actor, now=shop.now, id=row.id, version=None, values={"chance": 0.5}
    )

    assert renamed.gain == 9.0
    assert changed.gain is None


def test_a_blueprint_shows_its_own_questions_and_those_of_the_product(shop: Shop) -> None:
    about, other = shop.blueprint(), shop.blueprint(title="Other")
    shop.ask("Mine?", about=about.ref)
    shop.ask("Everybody's?")
    shop.ask("Theirs?", about=other.ref)
    rows = queries.uncertainties(actor=shop.actor, scope=shop.scope, about=Ref.parse(about.ref))

    assert {row.question for row in rows} == {"Mine?", "Everybody's?"}


def test_a_removed_question_goes_with_its_evidence(shop: Shop, viewer: Any) -> None:
    row = shop.ask()
    services.add_evidence(actor=shop.actor, now=shop.now, id=row.id, text="Found")
    with pytest.raises(Forbidden):
        services.remove_uncertainty(actor=viewer, now=shop.now, id=row.id, version=None)
    services.remove_uncertainty(actor=shop.actor, now=shop.now, id=row.id, version=row.version)

    with pytest.raises(NotFound):
        queries.uncertainty(actor=shop.actor, id=row.id)
