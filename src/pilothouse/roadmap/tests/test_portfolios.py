"""Portfolios: products saved under a name, chosen in the address, planned and shown together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from pilothouse.journal import queries as journal
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.kit.products import choice_of
from pilothouse.kit.refs import Ref
from pilothouse.roadmap import models, queries, services
from pilothouse.vision import services as vision


@pytest.fixture
def lab(small: Any) -> Any:
    """Two more products, Library and Zoo, an item in each of the three."""
    act = {"actor": small.actor, "now": small.now}
    ids = {"APP": small.product_id}
    for key, name in (("LIB", "Library"), ("ZOO", "Zoo")):
        ids[key] = vision.add_product(**act, key=key, name=name).id
    for key, number in ids.items():
        replace(small, product_id=number).item(f"Work of {key}", 4.0, owner_id=small.ana)
    return ids


def _save(small: Any, name: str, *product_ids: int) -> int:
    return services.add_product_set(actor=small.actor, now=small.now, name=name, product_ids=product_ids)


def _change(small: Any, number: int, version: int | None = None, **values: Any) -> None:
    services.change_product_set(actor=small.actor, now=small.now, id=number, version=version, values=values)


def test_a_portfolio_is_saved_renamed_filled_anew_removed_and_restored(small: Any, lab: Any) -> None:
    number = _save(small, "  Two of\nthem ", lab["ZOO"], lab["APP"], lab["ZOO"])
    found = queries.product_set(actor=small.actor, id=number)
    assert (found.name, found.version, [row.key for row in found.products]) == (
        "Two of them",
        1,
        ["APP", "ZOO"],
    )

    _change(small, number, 1, name="Those", product_ids=[lab["LIB"]])
    found = queries.product_set(actor=small.actor, id=number)
    assert (found.name, found.version, [row.key for row in found.products]) == ("Those", 2, ["LIB"])
    with pytest.raises(Stale):
        _change(small, number, 1, name="Others")

    entry = services.remove_product_set(actor=small.actor, now=small.now, id=number, version=2)
    assert queries.product_sets(actor=small.actor) == ()
    assert services.restore(actor=small.actor, now=small.now, entry_id=entry).title == "Those"
    found = queries.product_set(actor=small.actor, id=number)
    assert (found.name, [row.key for row in found.products]) == ("Those", ["LIB"])

    told = journal.history(actor=small.actor, subject=Ref("roadmap.product_set", number))
    assert [row.verb for row in told] == [
        "portfolio.restored", "portfolio.removed", "portfolio.changed", "portfolio.added",
    ]  # fmt: skip
    assert told[2].changes == {"name": ["Two of them", "Those"], "products": [["App", "Zoo"], ["Library"]]}


@pytest.mark.parametrize(
    ("name", "products", "error", "told"),
    [
        ("Empty", (), Invalid, "at least one product"),
        (" ", ("APP",), Invalid, "name"),
        ("Unknown", ("APP", "no"), NotFound, "no such product"),
        ("mine", ("APP",), Conflict, "There is a portfolio mine already"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(
    small: Any, lab: Any, name: str, products: tuple[str, ...], error: Any, told: str
) -> None:
    _save(small, "Mine", lab["LIB"])
    with pytest.raises(error, match=told) as caught:
        _save(small, name, *(lab.get(key, 10**6) for key in products))
    assert caught.value.cure
    assert [row.name for row in models.ProductSet.objects.all()] == ["Mine"]
    assert models.ProductSetMember.objects.count() == 1


def test_viewers_and_others_change_nothing(small: Any, lab: Any, people: Any) -> None:
    number = _save(small, "Mine", lab["LIB"])
    for who, error in (("viewer", Forbidden), ("stranger", NotFound)):
        with pytest.raises(error):
            services.remove_product_set(actor=people[who].actor, now=small.now, id=number, version=None)
    with pytest.raises(NotFound):
        _save(replace(small, actor=people["stranger"].actor), "Theirs", lab["LIB"])
    assert queries.product_set_names(actor=people["stranger"].actor) == ()
    assert models.ProductSet.objects.count() == 1


def test_a_portfolio_outlives_its_products_and_leaves_the_choice_without_any(small: Any, lab: Any) -> None:
    number = _save(small, "Zoo alone", lab["ZOO"])
    entry = services.remove_product_set(actor=small.actor, now=small.now, id=number, version=None)
    models.Item.objects.filter(product_id=lab["ZOO"]).delete()
    vision.remove_product(actor=small.actor, now=small.now, id=lab["ZOO"], version=None)
    with pytest.raises(Conflict, match="None of its products"):
        services.restore(actor=small.actor, now=small.now, entry_id=entry)
    assert choice_of(small.actor, f"portfolio-{number}").unknown == f"portfolio-{number}"


def test_the_address_chooses_a_portfolio_and_its_products(small: Any, lab: Any) -> None:
    number = _save(small, "Both", lab["APP"], lab["ZOO"])
    found = choice_of(small.actor, f"Portfolio-{number}")
    assert (found.name, found.key, found.id, found.only) == ("Both", f"portfolio-{number}", None, None)
    assert found.scope == (lab["APP"], lab["ZOO"])
    assert [row.key for row in found.shown] == ["APP", "ZOO"]
    assert found.names_each
    single = choice_of(small.actor, f"portfolio-{_save(small, 'One', lab['ZOO'])}")
    assert (single.only and single.only.key, single.names_each) == ("ZOO", False)


def test_a_run_says_when_the_products_are_done_together(small: Any, lab: Any) -> None:
    act = {"actor": small.actor, "now": small.now}
    far = small.now.date().replace(year=small.now.year + 3)
    for key in ("APP", "ZOO"):
        release = services.add_release(**act, product_id=lab[key], name=f"{key} 1", target_on=far)
        models.Item.objects.filter(product_id=lab[key]).update(release_id=release.id)
    number = _save(small, "Both", lab["APP"], lab["ZOO"])
    small.plan()

    ids = (lab["APP"], lab["ZOO"])
    run = queries.latest_run(actor=small.actor, product_id=ids)
    parts = {row.key: row for row in run.products}
    assert (run.items, run.product_id, run.product_ids) == (2, None, ids)
    assert run.p85 == max(parts["APP"].p85, parts["ZOO"].p85), "certain work ends when its last part ends"
    assert run.portfolio is not None
    assert run.portfolio.all_held == 1.0
    assert queries.product_set(actor=small.actor, id=number).planned == run.portfolio
    assert [row.product for row in queries.planned_items(actor=small.actor, run=run)].count("LIB") == 0

    other = queries.latest_run(actor=small.actor, product_id=(lab["APP"], lab["LIB"]))
    assert (other.items, other.p50, other.portfolio) == (2, None, None), "it was not saved before the plan"


def test_saving_a_portfolio_moves_no_date_and_makes_no_plan_stale(small: Any, lab: Any) -> None:
    def dates() -> list[Any]:
        rows = models.PlannedItem.objects.filter(run=models.PlanRun.objects.first())
        return list(rows.order_by("item_id").values_list("item_id", "start", "p50", "p85", "start_day"))

    small.plan()
    before = dates()
    _save(small, "Both", lab["APP"], lab["ZOO"])
    run = queries.latest_run(actor=small.actor)
    assert not run.stale
    small.plan()
    assert dates() == before
    assert queries.latest_run(actor=small.actor).inputs_hash == run.inputs_hash


def test_replanning_a_portfolio_leaves_the_others_where_they_were_published(small: Any, lab: Any) -> None:
    small.plan()
    run = small.plan(anew=False, product_ids=[lab["APP"], lab["ZOO"]])
    assert {row.key: row.replanned for row in run.products} == {"APP": True, "LIB": False, "ZOO": True}


def test_replanning_a_portfolio_leaves_out_what_cannot_be_planned(small: Any, lab: Any) -> None:
    act = {"actor": small.actor, "now": small.now}
    empty = vision.add_product(**act, key="NIL", name="Nothing").id
    services.order_products(**act, version=None, product_ids=[], paused=[lab["ZOO"]])
    small.plan()
    run = services.make_plan(**act, draws=200, product_ids=[lab["APP"], lab["ZOO"], empty])
    assert [(row.key, row.replanned) for row in run.products] == [("APP", True), ("LIB", False)]

    many = models.PlanRun.objects.count()
    for products, error, told in (
        ([lab["ZOO"]], Invalid, "There is nothing to plan: Zoo is paused."),
        (
            [empty, lab["ZOO"]],
            Invalid,
            "There is nothing to plan: Nothing has no open items and Zoo is paused.",
        ),
        ([10**6], NotFound, "There is no such product."),
    ):
        with pytest.raises(error) as caught:
            services.make_plan(**act, draws=200, product_ids=products)
        assert caught.value.message == told
        assert caught.value.cure
    assert models.PlanRun.objects.count() == many


def test_a_portfolio_that_holds_nothing_any_more_cannot_be_replanned(
    small: Any, lab: Any, client_for: Any
) -> None:
    """Without a product in it the button would replan all of them."""
    _save(small, "Both", lab["APP"], lab["ZOO"])
    hollow = _save(small, "Hollow", lab["LIB"])
    models.ProductSetMember.objects.filter(product_set_id=hollow).delete()
    page = client_for("editor").get("/w/acme/roadmap/products").content.decode()
    assert "None is left" in page
    assert 'aria-label="Replan Both"' in page
    assert 'aria-label="Replan Hollow"' not in page


def test_queries_take_several_products(small: Any, lab: Any) -> None:
    act = {"actor": small.actor}
    ids, today = (lab["APP"], lab["ZOO"]), small.now.date()
    for key in ("APP", "LIB", "ZOO"):
        services.add_release(**act, now=small.now, product_id=lab[key], name=f"{key} 1")
    small.plan()

    listed = queries.items_page(**act, narrow=queries.ItemFilter(product=ids))
    drawn = queries.timeline(**act, today=today, product_id=ids)
    seen = queries.today(**act, today=today, product_id=ids)
    columns = {row.name: row for row in queries.sheet_columns(**act, product_id=ids)}

    assert {row.product_key for row in listed.rows} == {"APP", "ZOO"}
    assert [row.key for row in drawn.products] == ["APP", "ZOO"]
    assert [row.name for row in queries.releases(**act, product_id=ids)] == ["APP 1", "ZOO 1"]
    assert {row.name for row in queries.release_choices(**act, product_id=ids)} == {"APP 1", "ZOO 1"}
    assert (seen.open_items, seen.run.items) == (2, 2)
    assert (columns["release"].choices, columns["product"].shown) == (("APP 1", "ZOO 1"), True)
    assert queries.runs_page(**act, product_id=ids).total == 1
    assert queries.track_record(**act, today=today, narrow=queries.RecordFilter(product=ids)).alarms == ()


_TABS = ("", "items", "table", "releases", "outlook", "products", "runs", "runs/1", "record", "items/new")


def test_every_page_keeps_the_portfolio(small: Any, lab: Any, client_for: Any) -> None:
    number = _save(small, "Both of them", lab["APP"], lab["ZOO"])
    small.plan()
    for tab in _TABS:
        answer = client_for("editor").get(f"roadmap/{tab}?product=portfolio-{number}")
        html = answer.content.decode()
        assert answer.status_code == 200, tab
        assert 'aria-label="Product: Both of them, change"' in html, tab
        assert f'href="/w/acme/roadmap/items?product=portfolio-{number}"' in html, tab
        assert "Work of LIB" not in html, tab


def test_a_person_saves_changes_and_removes_a_portfolio_on_the_page_of_products(
    small: Any, lab: Any, client_for: Any
) -> None:
    client = client_for("editor")
    refused = client.post("roadmap/products/portfolios/new", {"name": "Both"})
    assert refused.status_code == 422
    assert "A portfolio holds at least one product" in refused.content.decode()
    client.post("roadmap/products/portfolios/new", {"name": "Both", "product_ids": [lab["APP"], lab["ZOO"]]})
    number = models.ProductSet.objects.get().pk
    html = client.get("roadmap/products").content.decode()
    assert f"?product=portfolio-{number}" in html
    assert "after the next plan" in html

    url, version = f"roadmap/products/portfolios/{number}", {"version": 1}
    client.post(f"{url}/edit", version | {"name": "One", "product_ids": [lab["ZOO"]]})
    assert [row.key for row in queries.product_set(actor=small.actor, id=number).products] == ["ZOO"]
    client.post(f"{url}/remove", {"version": 2})
    assert not models.ProductSet.objects.exists()


def test_a_portfolio_over_rest(small: Any, lab: Any, api_for: Any) -> None:
    api = api_for("editor")
    made = api.post("/portfolios", {"name": "Both", "product_ids": [lab["APP"], lab["ZOO"]]}).json()
    assert ([row["key"] for row in made["products"]], made["planned"]) == (["APP", "ZOO"], None)
    key = f"portfolio-{made['id']}"
    rows = api.get(f"/items?product={key}").json()["rows"]
    assert {row["product_key"] for row in rows} == {"APP", "ZOO"}
    assert api.get("/items?product=portfolio-99").status_code == 404
    assert api.post("/portfolios", {"name": "None", "product_ids": []}).status_code == 422
    assert [row["name"] for row in api.get("/portfolios").json()] == ["Both"]
