"""Companies: what is kept, what is refused, and how each change is undone."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.accounts import queries as accounts
from pilothouse.journal import queries as journal
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.kit.refs import Ref
from pilothouse.market import queries, services
from pilothouse.team import services as team

pytestmark = pytest.mark.django_db


def add(actor: Any, now: Any, name: str, **values: Any) -> Any:
    return services.add_company(actor=actor, now=now, name=name, **values)


def change(actor: Any, now: Any, row: Any, **values: Any) -> Any:
    return services.change_company(actor=actor, now=now, id=row.id, version=row.version, values=values)


def test_an_added_company_is_listed_found_and_recorded(editor: Any, now: Any) -> None:
    row = add(editor, now, " Northwind ", segment="Enterprise", revenue="48,000")

    assert (row.name, row.segment, row.revenue) == ("Northwind", "Enterprise", "48,000 EUR")
    assert queries.companies(actor=editor).rows == (row,)
    assert [found.title for found in queries.find_companies(actor=editor, text="north", limit=5)] == [
        "Northwind"
    ]
    assert journal.history(actor=editor, subject=Ref("market.company", row.id))[0].verb == "company.added"


@pytest.mark.parametrize(
    ("typed", "cents", "currency"),
    [
        ("48000", 4_800_000, "EUR"),
        ("48,000.50 usd", 4_800_050, "USD"),
        ("900000 JPY", 900_000, "JPY"),
        ("1.500 JOD", 1_500, "JOD"),
        ("0", 0, "EUR"),
    ],
)
def test_revenue_is_read_with_the_places_of_its_currency(
    editor: Any, now: Any, typed: str, cents: int, currency: str
) -> None:
    row = add(editor, now, "Northwind", revenue=typed)

    assert (row.revenue_cents, row.currency) == (cents, currency)


@pytest.mark.parametrize("typed", ["much", "-5", "12 XXQ", "1.5 JPY", "1e400"])
def test_what_is_no_amount_is_refused_at_its_field(editor: Any, now: Any, typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(editor, now, "Northwind", revenue=typed)

    assert refused.value.where in ("revenue", "of")
    assert refused.value.cure


def test_without_a_currency_the_workspaces_is_meant_and_a_later_amount_keeps_the_companys(
    editor: Any, now: Any
) -> None:
    row = add(editor, now, "Northwind", currency="USD", revenue_cents=100)
    later = change(editor, now, row, revenue="250")

    assert add(editor, now, "Contoso").currency == accounts.currency(actor=editor)
    assert (later.revenue_cents, later.currency) == (25_000, "USD")
    assert change(editor, now, later, revenue="").revenue_cents is None


def test_a_name_is_needed_and_unique_in_capitals_or_not(editor: Any, now: Any) -> None:
    row = add(editor, now, "Northwind")
    other = add(editor, now, "Contoso")

    with pytest.raises(Invalid):
        add(editor, now, "  ")
    with pytest.raises(Conflict):
        add(editor, now, "northwind")
    with pytest.raises(Conflict):
        change(editor, now, other, name=row.name)
    assert queries.company(actor=editor, id=other.id) == other


def test_a_change_of_an_older_version_is_refused_and_changes_nothing(editor: Any, now: Any) -> None:
    row = add(editor, now, "Northwind")
    newer = change(editor, now, row, plan="Gold")

    with pytest.raises(Stale):
        change(editor, now, row, plan="Silver")
    assert queries.company(actor=editor, id=row.id) == newer


def test_a_company_comes_back_with_the_contacts_that_have_no_other_by_then(editor: Any, now: Any) -> None:
    row, other = add(editor, now, "Northwind", segment="Mid"), add(editor, now, "Contoso")
    stays, moves = (
        services.add_contact(actor=editor, now=now, name=name, company_id=row.id) for name in ("Ana", "Bo")
    )
    entry = services.remove_company(actor=editor, now=now, id=row.id, version=row.version)
    assert queries.contact(actor=editor, id=stays.id).company_id is None
    services.change_contact(actor=editor, now=now, id=moves.id, version=None, values={"company_id": other.id})
    services.restore(actor=editor, now=now, entry_id=entry)

    back = queries.company(actor=editor, id=row.id)
    assert (back.name, back.segment, back.contacts) == ("Northwind", "Mid", 1)
    assert queries.contact(actor=editor, id=stays.id).company_name == "Northwind"
    assert queries.contact(actor=editor, id=moves.id).company_name == "Contoso"
    with pytest.raises(Conflict):
        services.restore(actor=editor, now=now, entry_id=entry)


def test_many_change_as_one_act_and_undoing_keeps_what_changed_since(editor: Any, now: Any) -> None:
    rows = [add(editor, now, name, segment="Small") for name in ("A", "B", "C")]
    done = services.change_many(
        actor=editor,
        now=now,
        kind="market.company",
        ids=[row.id for row in rows],
        values={"segment": "Enterprise"},
    )
    services.change_company(actor=editor, now=now, id=rows[2].id, version=None, values={"segment": "Mid"})
    undone = services.undo_act(actor=editor, now=now, batch=done.batch)

    assert (done.changed, undone.restored, undone.kept) == (3, 2, 1)
    segments = {row.name: row.segment for row in queries.companies(actor=editor).rows}
    assert segments == {"A": "Small", "B": "Small", "C": "Mid"}


def test_many_change_all_or_nothing(editor: Any, stranger: Any, now: Any) -> None:
    own, foreign = add(editor, now, "A"), add(stranger, now, "B")
    with pytest.raises(NotFound):
        services.change_many(
            actor=editor,
            now=now,
            kind="market.company",
            ids=[own.id, foreign.id],
            values={"segment": "Mid"},
        )
    with pytest.raises(Invalid):
        services.change_many(
            actor=editor, now=now, kind="market.company", ids=[own.id], values={"name": "All alike"}
        )

    assert queries.company(actor=editor, id=own.id) == own


def test_a_viewer_changes_nothing_and_a_stranger_sees_nothing(
    viewer: Any, editor: Any, stranger: Any, now: Any
) -> None:
    row = add(editor, now, "Northwind")

    for act in (
        lambda: add(viewer, now, "Contoso"),
        lambda: change(viewer, now, row, plan="Gold"),
        lambda: services.remove_company(actor=viewer, now=now, id=row.id, version=None),
    ):
        with pytest.raises(Forbidden):
            act()
    assert queries.companies(actor=stranger).total == 0
    with pytest.raises(NotFound):
        change(stranger, now, row, plan="Gold")


def test_an_owner_is_one_of_the_teams_people(editor: Any, stranger: Any, now: Any) -> None:
    mine = team.add_person(actor=editor, now=now, name="Ana Ruiz")
    theirs = team.add_person(actor=stranger, now=now, name="Bo Lind")

    assert add(editor, now, "Northwind", owner_id=mine.id).owner_name == "Ana Ruiz"
    with pytest.raises(NotFound):
        add(editor, now, "Contoso", owner_id=theirs.id)
