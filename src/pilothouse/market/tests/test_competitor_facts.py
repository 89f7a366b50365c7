"""Facts: recorded, expired, checked, changed, undone; what rests on them; the matrix and its filters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from pilothouse.kit.dates import months_after
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.kit.refs import Ref
from pilothouse.market import queries, services
from pilothouse.market.contracts import fact_number, of_fact_number
from pilothouse.market.tests.test_competitors import atlas, brook, by, product
from pilothouse.roadmap import services as roadmap

__all__ = ["atlas", "brook", "by", "product"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def replay(by: Any, product: str) -> Any:
    return services.add_feature(**by, product=product, name="Replay")


@pytest.fixture
def cell(replay: Any, brook: Any) -> int:
    return fact_number(replay.id, brook.id)


@pytest.fixture
def item(by: Any, atlas: Any) -> Any:
    return roadmap.add_item(**by, product_id=atlas.id, title="Replay API")


def see(by: Any, cell: int, answer: str, ago: int = 0, **more: Any) -> Any:
    values = {"answer": answer, "seen_on": by["now"].date() - timedelta(ago), **more}
    return services.record_fact(**by, id=cell, version=None, values=values)


def later(by: Any, days: int) -> dict[str, Any]:
    return by | {"now": by["now"] + timedelta(days)}


def shown(by: Any, product: str, what: str) -> list[str]:
    narrow = queries.NarrowFeatures(product=product, shown=what)
    rows = queries.features(actor=by["actor"], narrow=narrow, today=by["now"].date()).rows
    return [row.name for row in rows]


def test_numbers_of_facts_say_what_they_are_of() -> None:
    assert of_fact_number(fact_number(7, 12)) == (7, 12)
    assert len(str(fact_number(2**28, 2**29))) <= 18


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 1, 12), 6, date(2026, 7, 12)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
    ],
)
def test_months_end_on_the_last_day_that_they_have(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_what_no_one_saw_is_unknown_and_never_a_no(by: Any, cell: int, product: str) -> None:
    row = queries.fact(actor=by["actor"], id=cell, today=by["now"].date())

    assert (row.answer, row.row, row.version, row.seen_on, row.freshness) == (
        "unknown",
        None,
        0,
        None,
        "none",
    )
    assert shown(by, product, "unverified") == ["Replay"]
    assert shown(by, product, "only-we") == shown(by, product, "all-but-us") == []
    see(by, cell, "unknown")
    assert queries.fact(actor=by["actor"], id=cell, today=by["now"].date()).row is None


def test_a_fact_says_who_saw_it_when_where_and_until_when_it_holds(by: Any, cell: int) -> None:
    row = see(by, cell, "no", 10, source="https://brook.example/docs")
    today = by["now"].date()

    assert (row.answer, row.seen_by, row.is_link) == ("no", by["actor"].name, True)
    assert row.since == row.seen_on == today - timedelta(10)
    assert row.expires_on == months_after(today - timedelta(10), 6)
    assert see(by, cell, "no", expires_on=None).expires_on is None
    services.change_competitor_settings(**by, version=0, months=2)
    assert see(by, cell, "yes").expires_on == months_after(today, 2)


def test_wrong_facts_are_refused_and_nothing_is_stored(
    by: Any, viewer: Any, stranger: Any, cell: int
) -> None:
    today = by["now"].date()
    for values in (
        {"answer": "maybe"},
        {"answer": "yes", "seen_on": today + timedelta(1)},
        {"answer": "yes", "expires_on": today - timedelta(1)},
        {"answer": "yes", "source": "x" * 501},
        {"answer": "yes", "since": today},
    ):
        with pytest.raises(Invalid):
            services.record_fact(**by, id=cell, version=None, values=values)
    with pytest.raises(Stale):
        services.record_fact(**by, id=cell, version=3, values={"answer": "yes"})
    with pytest.raises(Forbidden):
        see(by | {"actor": viewer}, cell, "yes")
    with pytest.raises(NotFound):
        see(by | {"actor": stranger}, cell, "yes")
    assert queries.fact(actor=by["actor"], id=cell, today=today).row is None


def test_another_answer_keeps_what_was_known_and_until_when(by: Any, cell: int) -> None:
    see(by, cell, "no", 100, source="Trial")
    see(by, cell, "no", 40)
    row = see(by, cell, "partly", 5, source="Blog")
    today = by["now"].date()
    (before,) = queries.earlier_facts(actor=by["actor"], id=cell)

    assert (row.answer, row.since, row.source) == ("partly", today - timedelta(5), "Blog")
    assert (before.answer, before.since, before.seen_on, before.until) == (
        "no", today - timedelta(100), today - timedelta(40), today - timedelta(5),
    )  # fmt: skip
    see(by, cell, "unknown")
    assert [each.answer for each in queries.earlier_facts(actor=by["actor"], id=cell)] == ["partly", "no"]


def test_undo_gives_back_what_was_known_unless_it_changed_again(by: Any, cell: int) -> None:
    first = see(by, cell, "no", 20, source="Trial")
    services.record_fact(**by, id=cell, version=first.version, values={"answer": "yes"}, batch="b1")
    row = services.undo_fact(**by, batch="b1")

    assert (row.answer, row.source, row.seen_on) == ("no", "Trial", first.seen_on)
    assert queries.earlier_facts(actor=by["actor"], id=cell) == ()
    services.record_fact(**by, id=cell, version=None, values={"answer": "yes"}, batch="b2")
    see(by, cell, "partly")
    with pytest.raises(Conflict):
        services.undo_fact(**by, batch="b2")
    with pytest.raises(NotFound):
        services.undo_fact(**by, batch="nothing")


def test_what_rests_on_a_fact_is_suspect_once_it_expires_until_it_is_checked(
    by: Any, cell: int, item: Any
) -> None:
    see(by, cell, "no")
    target = Ref("roadmap.item", item.id)
    services.rest_on_fact(**by, id=cell, target=str(target), note="We are the only one")

    def why(at: dict[str, Any]) -> tuple[str, int]:
        today = at["now"].date()
        (row,) = queries.resting(actor=by["actor"], today=today, about=target)
        return row.why, queries.rising(actor=by["actor"], today=today).suspect

    half_a_year = later(by, 181)  # on 12 July 2026 it holds for the last day
    assert why(half_a_year) == ("", 0)
    after = later(by, 182)
    assert why(after) == ("expired 12 Jul 2026", 1)
    assert queries.facts_to_check(actor=by["actor"], today=after["now"].date()).rows[0].resting == 1
    assert services.renew_facts(**after, ids=[cell]).renewed == 1
    assert why(after) == ("", 0)
    row = queries.fact(actor=by["actor"], id=cell, today=after["now"].date())
    assert (row.since, row.seen_on) == (by["now"].date(), after["now"].date())


def test_what_rests_on_a_fact_that_changed_is_suspect_until_someone_looked(
    by: Any, cell: int, item: Any
) -> None:
    see(by, cell, "no", 30)
    (link,) = services.rest_on_fact(**by, id=cell, target=f"roadmap.item:{item.id}")
    see(by, cell, "yes")
    today = by["now"].date()
    (row,) = queries.resting_on_changed(actor=by["actor"], today=today)

    assert (row.why, row.is_suspect) == ("was no, is yes now", True)
    assert queries.suspect(actor=by["actor"], today=today) == 1
    (row,) = services.settle_resting(**by, resting_id=link.id)
    assert (row.why, row.relied) == ("", "yes")
    assert services.unrest_on_fact(**by, resting_id=link.id) == ()
    with pytest.raises(NotFound):
        services.settle_resting(**by, resting_id=link.id)


def test_nothing_rests_on_what_is_unknown_or_twice_on_the_same(by: Any, cell: int, item: Any) -> None:
    target = f"roadmap.item:{item.id}"
    with pytest.raises(Conflict):
        services.rest_on_fact(**by, id=cell, target=target)
    with pytest.raises(Conflict):
        services.renew_facts(**by, ids=[cell])
    see(by, cell, "yes")
    for wrong, error in (("vision.product:1", Invalid), ("roadmap.item:999999", NotFound), ("?", Invalid)):
        with pytest.raises(error):
            services.rest_on_fact(**by, id=cell, target=wrong)
    services.rest_on_fact(**by, id=cell, target=target)
    with pytest.raises(Conflict):
        services.rest_on_fact(**by, id=cell, target=target)


def test_what_lies_in_the_trash_makes_nothing_suspect(by: Any, brook: Any, cell: int, item: Any) -> None:
    see(by, cell, "no", 300)
    services.rest_on_fact(**by, id=cell, target=f"roadmap.item:{item.id}")
    today = by["now"].date()
    assert queries.suspect(actor=by["actor"], today=today) == 1
    services.remove_competitor(**by, id=brook.id, version=None)
    assert queries.suspect(actor=by["actor"], today=today) == 0
    assert queries.resting(actor=by["actor"], today=today) == ()
    with pytest.raises(NotFound):
        queries.fact(actor=by["actor"], id=cell, today=today)


def test_filters_count_only_what_is_known_and_has_not_expired(by: Any, product: str, brook: Any) -> None:
    tide = services.add_competitor(**by, name="Tide")
    services.add_competitor(**by, name="Elsewhere", against=[_other(by)])
    names = ("Only we", "Perhaps only we", "Was only we", "All but us", "Nearly all but us")
    numbers = {name: services.add_feature(**by, product=product, name=name).id for name in names}
    for name in names[:3]:
        services.change_feature(**by, id=numbers[name], version=None, values={"own": "shipped"})
    answers = {"Only we": "no no", "Perhaps only we": "no unverified", "Was only we": "no no",
               "All but us": "yes partly", "Nearly all but us": "yes no"}  # fmt: skip
    for name, both in answers.items():
        for at, answer in zip((brook, tide), both.split(), strict=True):
            see(by, fact_number(numbers[name], at.id), answer, 300 if name == "Was only we" else 1)

    assert shown(by, product, "only-we") == ["Only we"]
    assert shown(by, product, "all-but-us") == ["All but us"]
    assert shown(by, product, "unverified") == ["Perhaps only we"]
    assert shown(by, product, "expiring") == ["Was only we"]
    assert len(shown(by, product, "")) == 5


def _other(by: Any) -> str:
    from pilothouse.vision import services as vision

    return f"vision.product:{vision.add_product(**by, key='HAR', name='Harbor').id}"


def test_the_page_of_an_item_asks_for_the_facts_behind_it(
    client_for: Any, by: Any, cell: int, item: Any
) -> None:
    see(by, cell, "no", 300)
    services.rest_on_fact(**by, id=cell, target=f"roadmap.item:{item.id}")
    part = f"market/facts/behind/roadmap.item:{item.id}"
    assert part in client_for("viewer").get(f"roadmap/items/{item.key}").content.decode()
    html = client_for("editor").get(part).content.decode()
    assert "Suspect" in html
    assert f'value="/w/acme/ref/roadmap.item/{item.id}"' in html
    assert client_for("editor").get("market/facts/behind/roadmap.item:999999").status_code == 404
    sent = {"ids": [cell], "back": f"/w/acme/ref/roadmap.item/{item.id}"}
    client_for("editor").post("market/facts/renew", sent)
    assert "Suspect" not in client_for("viewer").get(part).content.decode()
