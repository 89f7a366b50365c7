"""Items that go to another product: what comes along, what is left, and the way back."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.journal.models import Entry
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.roadmap import queries, services
from pilothouse.vision import services as vision

pytestmark = pytest.mark.django_db


class World:
    """Atlas with an epic of two parts in the release Spring, and Harbor with the release Pilot."""

    def __init__(self, actor: Any, now: Any) -> None:
        self.by: Any = {"actor": actor, "now": now}
        self.actor = actor
        self.atlas = vision.ensure_product(**self.by, key="ATL", name="Atlas").id
        self.harbor = vision.ensure_product(**self.by, key="HAR", name="Harbor").id
        self.spring = services.add_release(**self.by, product_id=self.atlas, name="Spring").id
        self.pilot = services.add_release(**self.by, product_id=self.harbor, name="Pilot").id
        self.epic = self._add("Epic", level="initiative")
        self.one = self._add("One", parent_key="ATL-1", release_id=self.spring)
        self.two = self._add("Two", parent_key="ATL-1", release_id=self.spring)
        services.add_dependency(**self.by, predecessor="ATL-2", successor="ATL-3")

    def _add(self, title: str, **values: Any) -> int:
        return services.add_item(**self.by, product_id=self.atlas, title=title, likely=2, **values).id

    def item(self, key: str) -> Any:
        return queries.item(actor=self.actor, key=key)


@pytest.fixture
def world(owner: Any, now: Any) -> World:
    return World(owner, now)


def test_an_item_goes_with_its_parts_and_keeps_key_and_dependencies(world: World) -> None:
    moved = services.move_to_product(**world.by, ids=[world.epic], product_id=world.harbor)

    assert (moved.items, moved.product, moved.came_from) == (3, "Harbor", "Atlas")
    assert (moved.releases, moved.parents) == (("Spring",), ())
    one, two = world.item("ATL-2"), world.item("ATL-3")
    assert {one.product_key, two.product_key, world.item("ATL-1").product_key} == {"HAR"}
    assert (one.parent_key, one.release_id) == ("ATL-1", None)
    assert [edge.key for edge in two.waits_for] == ["ATL-2"]


def test_a_part_that_goes_alone_leaves_its_parent_and_its_release_and_waits_across_products(
    world: World,
) -> None:
    moved = services.move_to_product(**world.by, ids=[world.two], product_id=world.harbor)
    two = world.item("ATL-3")

    assert (moved.items, moved.releases, moved.parents) == (1, ("Spring",), ("ATL-1",))
    assert (two.parent_key, two.release_name, two.product_name) == ("", "", "Harbor")
    assert [(edge.key, edge.product_name) for edge in two.waits_for] == [("ATL-2", "Atlas")]
    assert [(edge.key, edge.product_name) for edge in world.item("ATL-2").holds_up] == [("ATL-3", "Harbor")]


def test_the_record_names_both_products(world: World) -> None:
    services.move_to_product(**world.by, ids=[world.two], product_id=world.harbor)
    entry = Entry.objects.filter(verb="item.product_changed").get()

    assert entry.why == "Moved from Atlas to Harbor."
    assert entry.changes == {
        "product_id": [world.atlas, world.harbor],
        "release_id": [world.spring, None],
        "parent_id": [world.epic, None],
    }


def test_undo_brings_product_release_and_parent_back(world: World) -> None:
    before = [world.item(f"ATL-{n}") for n in (1, 2, 3)]
    moved = services.move_to_product(**world.by, ids=[world.epic], product_id=world.harbor)

    assert services.undo_move(**world.by, batch=moved.batch) == 3
    for was in before:
        now = world.item(was.key)
        assert (now.product_id, now.release_id, now.parent_key) == (
            was.product_id,
            was.release_id,
            was.parent_key,
        )


def test_undo_leaves_out_a_release_that_is_gone_and_refuses_what_has_moved_on(world: World) -> None:
    moved = services.move_to_product(**world.by, ids=[world.two], product_id=world.harbor)
    services.remove_release(**world.by, id=world.spring, version=None)
    services.undo_move(**world.by, batch=moved.batch)

    assert world.item("ATL-3").release_id is None
    with pytest.raises(Conflict, match="ATL-3 has been moved again since"):
        services.undo_move(**world.by, batch=moved.batch)
    with pytest.raises(NotFound, match="no such move"):
        services.undo_move(**world.by, batch="none")


def test_what_is_there_already_stays_as_it_is(world: World) -> None:
    moved = services.move_to_product(**world.by, ids=[world.epic], product_id=world.atlas)

    assert moved.items == 0
    assert world.item("ATL-2").release_name == "Spring"
    assert not Entry.objects.filter(verb="item.product_changed").exists()


def test_an_unknown_product_or_item_an_old_version_and_a_viewer_are_refused(
    world: World, people: Any
) -> None:
    with pytest.raises(NotFound, match="no such product"):
        services.move_to_product(**world.by, ids=[world.two], product_id=987_654)
    with pytest.raises(NotFound, match="does not exist any more"):
        services.move_to_product(**world.by, ids=[world.two, 987_654], product_id=world.harbor)
    with pytest.raises(Invalid, match="Choose between 1 and 5,000"):
        services.move_to_product(**world.by, ids=[], product_id=world.harbor)
    with pytest.raises(Stale):
        services.move_to_product(**world.by, ids=[world.two], product_id=world.harbor, version=99)
    with pytest.raises(Forbidden):
        services.move_to_product(
            actor=people["viewer"].actor, now=world.by["now"], ids=[world.two], product_id=world.harbor
        )
    assert world.item("ATL-3").product_key == "ATL"


def test_dependencies_cross_products_and_a_circle_across_them_is_named(world: World) -> None:
    berth = services.add_item(**world.by, product_id=world.harbor, title="Berth").key
    services.add_dependency(**world.by, predecessor="ATL-3", successor=berth)

    assert world.item(berth).waits_for[0].product_name == "Atlas"
    with pytest.raises(
        Invalid,
        match=r"ATL-2 One \(Atlas\) → ATL-3 Two \(Atlas\) → HAR-1 Berth \(Harbor\) → ATL-2 One \(Atlas\)",
    ):
        services.add_dependency(**world.by, predecessor=berth, successor="ATL-2")


def _form(world: World, client: Any, key: str, **changes: Any) -> dict[str, Any]:
    """The values of an item's form as a browser would send them."""
    form = client.get(f"roadmap/items/{key}/edit").context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (values | changes).items() if value not in (None, False)}


def test_the_form_of_an_item_moves_it_and_says_what_was_cleared(world: World, client_for: Any) -> None:
    client = client_for("editor")
    answer = client.post("roadmap/items/ATL-3/edit", _form(world, client, "ATL-3", product=world.harbor))
    html = client.get(answer.headers["Location"].removeprefix("/w/acme/")).content.decode()

    assert answer.status_code == 302
    assert "1 item moved from Atlas to Harbor, parts included. Keys stay as they are." in html
    assert "Cleared: the release Spring of Atlas." in html
    assert "No longer part of ATL-1, which stayed in Atlas." in html
    assert "/undo" in html
    assert world.item("ATL-3").product_key == "HAR"


def test_the_form_says_at_the_release_that_it_is_of_another_product(world: World, client_for: Any) -> None:
    client = client_for("editor")
    sent = _form(world, client, "ATL-3", release_id=world.pilot)
    answer = client.post("roadmap/items/ATL-3/edit", sent)

    assert answer.status_code == 422
    assert answer.context["form"].errors["release_id"] == [
        "There is no such release of this product. Choose another."
    ]
    both = client.post("roadmap/items/ATL-3/edit", sent | {"product": world.harbor})
    assert both.status_code == 302
    assert world.item("ATL-3").release_name == "Pilot"


def test_the_bulk_bar_moves_the_ticked_items_and_undo_takes_it_back(world: World, client_for: Any) -> None:
    client = client_for("editor")
    client.post("kit/edit/roadmap.item/product", {"ids": [world.one, world.two], "value": world.harbor})
    html = client.get("roadmap/items").content.decode()
    undo = html[html.index("roadmap/items/moves/") :].partition('"')[0]

    assert "2 items moved from Atlas to Harbor" in html
    client.post(undo)
    assert {world.item(key).product_key for key in ("ATL-2", "ATL-3")} == {"ATL"}


def test_rest_moves_an_item_too(world: World, api_for: Any) -> None:
    answer = api_for("editor").patch("/api/v1/items/ATL-3", {"product_id": world.harbor})

    assert answer.status_code == 200
    assert (answer.json()["product_key"], answer.json()["release_id"]) == ("HAR", None)


def test_a_second_import_leaves_a_moved_item_in_its_product(world: World) -> None:
    """The tracker still names the parent and the version of the product that the item left."""
    from pilothouse.roadmap.contracts import ImportedItem, ImportedVersion

    made: Any = {"source": "jira", "status": "backlog", "level": "initiative"}
    version = (ImportedVersion("9.0"),)
    rows = [
        ImportedItem(row=1, external_id="J-1", title="Parent", **made),
        ImportedItem(
            row=2, external_id="J-2", title="Part", parent_external_id="J-1", fix_versions=version, **made
        ),
    ]

    def bring() -> None:
        services.import_items(**world.by, product_id=world.atlas, items=rows, people={}, batch="b")

    bring()
    services.move_to_product(**world.by, ids=[world.item("J-2").id], product_id=world.harbor)
    bring()

    part = world.item("J-2")
    assert (part.product_key, part.parent_key, part.release_id) == ("HAR", "", None)
