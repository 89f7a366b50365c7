"""The page of products: order, mode, weights, shares of teams and people."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import Allocation
from pilothouse.team import services as team
from pilothouse.vision import services as vision

pytestmark = pytest.mark.django_db


class World:
    """Three products, Ana in the team Ingest, and the editor's browser."""

    def __init__(self, actor: Any, now: Any, client: Any) -> None:
        self.by: Any = {"actor": actor, "now": now}
        self.actor, self.client = actor, client
        named = (("ATL", "Atlas"), ("HAR", "Harbor"), ("BEA", "Beacon"))
        self.ids = [vision.ensure_product(**self.by, key=key, name=name).id for key, name in named]
        self.ingest = team.add_team(**self.by, name="Ingest").id
        self.ana = team.add_person(**self.by, name="Ana Ruiz").id
        services.add_item(**self.by, product_id=self.ids[0], title="One", likely=2)

    @property
    def portfolio(self) -> Any:
        return queries.portfolio(actor=self.actor)

    @property
    def order(self) -> str:
        return "".join(row.key[0] for row in self.portfolio.products)

    def save(self, **more: Any) -> Any:
        """The form as it stands, with changes; products are planned unless told."""
        values = {"version": self.portfolio.version, "mode": self.portfolio.mode}
        values |= {f"active_{number}": "on" for number in self.ids}
        return self.client.post("roadmap/products/order", values | more)

    def page(self) -> str:
        return re.sub(r"\s+", " ", self.client.get("roadmap/products").content.decode())


@pytest.fixture
def world(editor: Any, now: Any, client_for: Any) -> World:
    return World(editor, now, client_for("editor"))


def test_the_order_in_which_rows_are_dragged_is_stored(world: World) -> None:
    atlas, harbor, beacon = world.ids
    answer = world.save(order=[beacon, atlas, harbor])

    assert answer.status_code == 302
    assert world.order == "BAH"


def test_buttons_move_a_product_by_one_place_and_keep_the_focus(world: World) -> None:
    atlas, harbor, beacon = world.ids
    answer = world.save(order=[atlas, harbor, beacon], up=harbor)

    assert world.order == "HAB"
    assert answer.headers["Location"].endswith(f"#down-{harbor}"), "up can be pressed no more"
    answer = world.save(order=[harbor, atlas, beacon], up=beacon)
    assert world.order == "HBA"
    assert answer.headers["Location"].endswith(f"#up-{beacon}")
    world.save(order=[harbor, beacon, atlas], down=atlas)
    assert world.order == "HBA"


def test_products_that_were_not_sent_keep_their_place_behind(world: World) -> None:
    world.save(order=[world.ids[2], 987_654, world.ids[2]])

    assert world.order == "BAH"


def test_mode_weight_and_pause_are_saved_together(world: World) -> None:
    atlas, harbor, beacon = world.ids
    values: dict[str, Any] = {f"weight_{atlas}": "2.5", "mode": "balanced"}
    answer = world.client.post(
        "roadmap/products/order",
        values | {"version": world.portfolio.version, f"active_{atlas}": "on", f"active_{harbor}": "on"},
    )
    found = {row.id: row for row in world.portfolio.products}

    assert answer.status_code == 302
    assert world.portfolio.mode == "balanced"
    assert (found[atlas].weight, found[harbor].weight) == (2.5, 1.0)
    assert [row.active for row in (found[atlas], found[harbor], found[beacon])] == [True, True, False]


def test_weights_are_asked_for_only_where_they_count(world: World) -> None:
    world.save(mode="balanced")
    balanced = world.page()
    world.save(mode="strict")
    strict = world.page()

    assert "Weight of Atlas" in balanced
    assert "Weight of Atlas" not in strict
    assert "a product never delays one above it" in strict


def test_a_wrong_weight_is_said_at_its_field_and_nothing_is_stored(world: World) -> None:
    answer = world.save(mode="balanced", **{f"weight_{world.ids[1]}": "0"}, order=[*reversed(world.ids)])
    html = answer.content.decode()

    assert answer.status_code == 422
    assert f'id="id_weight_{world.ids[1]}-error"' in html
    assert world.order == "AHB"


def test_an_order_based_on_an_older_version_is_refused_with_words(world: World) -> None:
    stale = world.portfolio.version
    world.save(order=[*reversed(world.ids)])
    answer = world.save(version=stale, order=world.ids)

    assert answer.status_code == 412
    assert "Someone else changed this since you opened it" in answer.content.decode()
    assert world.order == "BHA"


def test_the_page_tells_open_items_and_offers_to_replan_each_product(world: World) -> None:
    html = world.page()

    assert re.search(r'Atlas</a>.*?<td class="num">1</td>', html)
    assert html.count('id="replan-') == 3
    assert re.search(r'href="/w/acme/roadmap/\?product=HAR">Harbor', html)


def test_shares_of_a_team_are_saved_in_percent(world: World) -> None:
    atlas, harbor, _ = world.ids
    sent = {"version": world.portfolio.version, f"least_{atlas}": "40", f"most_{harbor}": "50"}
    answer = world.client.post(f"roadmap/products/teams/{world.ingest}", sent)
    found = {row.product_id: (row.least, row.most) for row in world.portfolio.team_shares}

    assert answer.status_code == 302
    assert found == {atlas: (0.4, 1.0), harbor: (0.0, 0.5)}


def test_shares_of_a_team_that_cannot_be_kept_are_said_at_the_team(world: World) -> None:
    atlas, harbor, _ = world.ids
    sent = {"version": world.portfolio.version, f"least_{atlas}": "70", f"least_{harbor}": "70"}
    answer = world.client.post(f"roadmap/products/teams/{world.ingest}", sent)
    wrong = world.client.post(
        f"roadmap/products/teams/{world.ingest}", sent | {f"least_{atlas}": "170"}
    ).content.decode()

    assert answer.status_code == 422
    assert "Ingest would keep 140% of its people for products." in answer.content.decode()
    assert f'id="team-{world.ingest}-least_{atlas}-error"' in wrong
    assert world.portfolio.team_shares == ()


def _allocate(world: World, *lines: tuple[Any, str, str]) -> Any:
    products, shares, days = zip(*lines, strict=True)
    return world.client.post(
        f"roadmap/people/{world.ana}/allocate",
        {"version": world.portfolio.version, "product": products, "share": shares, "from_on": days},
    )


def test_shares_of_a_person_are_saved_with_their_first_day(world: World) -> None:
    atlas, harbor, _ = world.ids
    answer = _allocate(world, (atlas, "60", ""), (harbor, "40 %", "2090-03-02"), ("", "", ""))
    page = world.page()

    assert answer.headers["Location"] == f"/w/acme/team/people/{world.ana}"
    assert [(row.product_id, row.share) for row in world.portfolio.allocations] == [
        (atlas, 0.6),
        (harbor, 0.4),
    ]
    assert re.search(r"Ana Ruiz</a>.*?60 %.*?0 %.*?rest.*?Harbor 40 % from 2 Mar 2090", page)


def test_a_person_above_a_whole_day_is_refused_with_day_and_shares(world: World) -> None:
    atlas, harbor, _ = world.ids
    answer = _allocate(world, (atlas, "60", ""), (harbor, "70", ""))
    html = answer.content.decode()

    assert answer.status_code == 422
    assert "Ana Ruiz would be allocated 130% from the beginning: Atlas 60%, Harbor 70%." in html
    assert 'value="70"' in html
    assert world.portfolio.allocations == ()


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (("", "50", ""), "Choose the product."),
        (("ATL", "half", ""), "&#x27;half&#x27; is not a share."),
        (("ATL", "-5", ""), "is not a share."),
        (("ATL", "50", "soon"), "soon"),
    ],
)
def test_a_line_that_cannot_be_read_is_said_at_the_line(world: World, line: Any, told: str) -> None:
    product = world.ids[0] if line[0] else ""
    answer = _allocate(world, (product, *line[1:]))
    html = answer.content.decode()

    assert answer.status_code == 422
    assert told in html.partition('id="line-1-error"')[2][:200]
    assert world.portfolio.allocations == ()


def test_emptying_all_lines_frees_a_person_again(world: World) -> None:
    services.allocate(
        **world.by,
        version=None,
        person_id=world.ana,
        shares=[Allocation(world.ana, world.ids[0], 0.5)],
    )
    _allocate(world, (world.ids[0], "", ""))

    assert world.portfolio.allocations == ()


def test_the_persons_own_page_fetches_the_shares_as_a_card(world: World, client_for: Any) -> None:
    viewer = client_for("viewer")
    page = viewer.get(f"team/people/{world.ana}").content.decode()
    card = viewer.get(f"roadmap/people/{world.ana}", headers={"HX-Request": "true"}).content.decode()

    assert f'hx-get="/w/acme/roadmap/people/{world.ana}"' in page
    assert "Works for any product, one item at a time." in card
    assert "<html" not in card
    assert "Set</a>" not in card


def test_a_viewer_reads_the_page_and_may_change_nothing(world: World, client_for: Any) -> None:
    viewer = client_for("viewer")
    html = viewer.get("roadmap/products").content.decode()

    assert 'name="up"' not in html
    assert "data-sortable" not in html
    assert viewer.post("roadmap/products/order", {}).status_code == 403
