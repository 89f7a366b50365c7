"""Competitors and features: added, changed, removed, restored; plans, prices and exchange rates."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.market import queries, services
from pilothouse.market.price_charts import priced
from pilothouse.roadmap import services as roadmap
from pilothouse.vision import services as vision

pytestmark = pytest.mark.django_db


@pytest.fixture
def by(editor: Any, now: Any) -> dict[str, Any]:
    return {"actor": editor, "now": now}


@pytest.fixture
def atlas(by: Any) -> Any:
    return vision.add_product(**by, key="ATL", name="Atlas")


@pytest.fixture
def product(atlas: Any) -> str:
    return f"vision.product:{atlas.id}"


@pytest.fixture
def brook(by: Any) -> Any:
    return services.add_competitor(**by, name="Brook")


@pytest.fixture
def plan(by: Any, brook: Any) -> Any:
    return services.add_plan(**by, competitor_id=brook.id, name="Team")


def test_a_competitor_competes_with_some_products_or_with_all(by: Any, product: str) -> None:
    harbor = f"vision.product:{vision.add_product(**by, key='HAR', name='Harbor').id}"
    services.add_competitor(**by, name="Brook", against=[product])
    services.add_competitor(**by, name="Vantor")

    def of(ref: str) -> list[str]:
        return [row.name for row in queries.competitor_names(actor=by["actor"], product=ref)]

    assert (of(product), of(harbor), of("")) == (["Brook", "Vantor"], ["Vantor"], ["Brook", "Vantor"])
    with pytest.raises(Invalid):
        services.add_competitor(**by, name="Tide", against=["roadmap.item:1"])
    with pytest.raises(NotFound):
        services.add_competitor(**by, name="Tide", against=["vision.product:999999"])
    assert len(of("")) == 2


def test_a_name_stands_once_and_removing_frees_it_until_it_is_restored(by: Any, brook: Any) -> None:
    with pytest.raises(Conflict):
        services.add_competitor(**by, name="brook")
    with pytest.raises(Stale):
        services.remove_competitor(**by, id=brook.id, version=7)
    entry = services.remove_competitor(**by, id=brook.id, version=brook.version)
    with pytest.raises(NotFound):
        queries.competitor(actor=by["actor"], id=brook.id, today=date(2026, 1, 1))
    other = services.add_competitor(**by, name="Brook")
    with pytest.raises(Conflict):
        services.restore(**by, entry_id=entry)
    services.change_competitor(**by, id=other.id, version=None, values={"name": "Brook II"})
    services.restore(**by, entry_id=entry)
    with pytest.raises(Conflict):
        services.change_competitor(**by, id=other.id, version=None, values={"name": "BROOK"})

    assert [row.name for row in queries.competitor_names(actor=by["actor"])] == ["Brook", "Brook II"]


def test_viewers_and_strangers_change_nothing(
    viewer: Any, stranger: Any, now: Any, brook: Any, product: str
) -> None:
    with pytest.raises(Forbidden):
        services.add_competitor(actor=viewer, now=now, name="Tide")
    with pytest.raises(Forbidden):
        services.add_feature(actor=viewer, now=now, product=product, name="Replay")
    with pytest.raises(NotFound):
        services.change_competitor(
            actor=stranger, now=now, id=brook.id, version=None, values={"name": "Mine"}
        )
    with pytest.raises(NotFound):
        services.add_plan(actor=stranger, now=now, competitor_id=brook.id, name="Team")


def test_a_feature_is_planned_by_its_item_and_shipped_with_it(by: Any, atlas: Any, product: str) -> None:
    item = roadmap.add_item(**by, product_id=atlas.id, title="Replay API")
    row = services.add_feature(**by, product=product, name="Replay", item=f"roadmap.item:{item.id}")
    assert (row.own, row.own_told, row.own_shown) == ("planned", "Planned", "planned")
    roadmap.change_item(**by, key=item.key, version=None, values={"status": "done"})
    row = queries.feature(actor=by["actor"], id=row.id, today=by["now"].date())
    assert (row.own, row.own_told, row.own_shown) == ("planned", "Shipped", "yes")
    row = services.change_feature(**by, id=row.id, version=row.version, values={"own": "no"})
    assert (row.own_told, row.item) == ("No", None)
    with pytest.raises(Conflict):
        services.add_feature(**by, product=product, name="replay")
    with pytest.raises(Invalid):
        services.change_feature(**by, id=row.id, version=None, values={"own": "maybe"})


def test_prices_keep_what_was_asked_for_before(by: Any, brook: Any, plan: Any) -> None:
    today = by["now"].date()
    services.add_price(**by, plan_id=plan.id, amount="29 USD", from_on=today - timedelta(90))
    row = services.add_price(**by, plan_id=plan.id, amount="1,035.5", period="year", per="flat")

    assert [(each.amount, each.terms, each.from_on) for each in row.prices] == [
        ("1,035.50 EUR", "a year, flat", today),
        ("29 USD", "a month, per seat", today - timedelta(90)),
    ]
    assert [each.amount_cents for each in row.prices] == [103_550, 2_900]
    for wrong in ("", "lots", "3 XXQ", "-4"):
        with pytest.raises(Invalid):
            services.add_price(**by, plan_id=plan.id, amount=wrong)
    with pytest.raises(Conflict):
        services.add_price(**by, plan_id=plan.id, amount="30", period="year", per="flat")
    row = services.remove_price(**by, id=row.prices[0].id)
    assert [each.amount for each in row.prices] == ["29 USD"]


def test_prices_of_two_currencies_meet_only_where_a_rate_is_stated(by: Any, brook: Any, plan: Any) -> None:
    today = by["now"].date()
    services.add_price(**by, plan_id=plan.id, amount="30 USD", from_on=today - timedelta(200))
    row = services.add_price(**by, plan_id=plan.id, amount="40", from_on=today - timedelta(100))
    apart = priced(row, queries.competitor_settings(actor=by["actor"]), today)
    assert [(line.currency, line.least, line.most) for line in apart.lines] == [
        ("USD", "30 USD", "30 USD"),
        ("EUR", "40 EUR", "40 EUR"),
    ]
    assert [each.own for each in apart.rows] == ["", ""]

    settings = services.state_rate(**by, currency="usd", rate="0.915")
    (line,) = priced(row, settings, today).lines
    assert (line.currency, line.least, line.most, line.rate) == (
        "EUR", "27.45 EUR", "40 EUR", "1 USD = 0.915 EUR",
    )  # fmt: skip
    assert line.line == "4.0,64.0 150.0,64.0 150.0,14.0 296.0,14.0"
    assert [each.own for each in priced(row, settings, today).rows] == ["", "27.45 EUR"]

    settings = services.remove_rate(**by, id=settings.rates[0].id)
    assert len(priced(row, settings, today).lines) == 2


@pytest.mark.parametrize("rate", ["", "0", "-1", "much", "NaN", "1e40", "0.000000001"])
def test_a_rate_that_is_none_is_refused(by: Any, rate: str) -> None:
    with pytest.raises(Invalid):
        services.state_rate(**by, currency="USD", rate=rate)
    with pytest.raises(Invalid):
        services.state_rate(**by, currency="EUR", rate="1")
    assert queries.competitor_settings(actor=by["actor"]).rates == ()


def test_a_yen_has_no_cents_and_a_dinar_a_thousand(by: Any, plan: Any) -> None:
    today = by["now"].date()
    services.state_rate(**by, currency="JPY", rate="0.0061")
    settings = services.state_rate(**by, currency="JOD", rate="1.3")
    services.add_price(**by, plan_id=plan.id, amount="5,000 JPY")
    row = services.add_price(**by, plan_id=plan.id, amount="1.250 JOD")

    assert {each.price.amount: each.own for each in priced(row, settings, today).rows} == {
        "5,000 JPY": "30.50 EUR",
        "1.250 JOD": "1.63 EUR",
    }


def test_a_removed_plan_comes_back_with_its_prices(by: Any, brook: Any, plan: Any) -> None:
    services.add_price(**by, plan_id=plan.id, amount="30")
    entry = services.remove_plan(**by, id=plan.id, version=plan.version)
    assert queries.competitor(actor=by["actor"], id=brook.id, today=by["now"].date()).plans == ()
    with pytest.raises(NotFound):
        services.add_price(**by, plan_id=plan.id, amount="31")
    services.restore(**by, entry_id=entry)
    (row,) = queries.competitor(actor=by["actor"], id=brook.id, today=by["now"].date()).plans
    assert [each.amount for each in row.prices] == ["30 EUR"]
