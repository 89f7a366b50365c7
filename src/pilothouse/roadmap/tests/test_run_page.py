"""The page of a run: its products, a product's part, proposals accepted move by move."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from pilothouse.roadmap import queries, services
from pilothouse.roadmap.contracts import Need
from pilothouse.roadmap.pages import runs as pages
from pilothouse.team import services as team
from pilothouse.vision import services as vision

pytestmark = pytest.mark.django_db


class World:
    """Atlas before Harbor, strictly, with one item of ten days each for the one person who is there."""

    def __init__(self, actor: Any, now: Any, client: Any) -> None:
        self.by: Any = {"actor": actor, "now": now}
        self.actor, self.client = actor, client
        skill = team.add_skill(**self.by, name="Go", group="Backend").id
        person = team.add_person(**self.by, name="Ana Ruiz").id
        team.set_skill(**self.by, person_id=person, skill_id=skill, level=4)
        self.skill = skill
        self.atlas, self.harbor = (
            vision.ensure_product(**self.by, key=key, name=name).id
            for key, name in (("ATL", "Atlas"), ("HAR", "Harbor"))
        )
        for product in (self.atlas, self.harbor):
            key = services.add_item(
                **self.by, product_id=product, title="Ten days", low=10, likely=10, high=10
            ).key
            services.set_needs(**self.by, key=key, version=None, needs=[Need(skill, 3, 1)])
        self.order(self.atlas, self.harbor)
        self.plan()

    def order(self, *products: int) -> None:
        services.order_products(**self.by, version=None, product_ids=products, mode="strict")

    def plan(self, **wish: Any) -> Any:
        return services.make_plan(**self.by, draws=200, **wish)

    def start(self, key: str) -> date:
        found = queries.item(actor=self.actor, key=key).forecast
        assert found
        assert found.start
        return found.start

    def page(self, number: int, query: str = "") -> str:
        answer = self.client.get(f"roadmap/runs/{number}{query}")
        assert answer.status_code == 200
        return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture
def world(editor: Any, now: Any, client_for: Any) -> World:
    return World(editor, now, client_for("editor"))


def test_a_run_names_its_products_in_their_order_with_mode_and_dates(world: World) -> None:
    html = world.page(1)

    assert re.search(r"Products of this run.*?Atlas</a>.*?replanned.*?Harbor</a>.*?replanned", html)
    assert "Strict: in their order, none delays one above it" in html


def test_the_part_of_a_product_has_its_own_items_and_moves(world: World) -> None:
    world.order(world.harbor, world.atlas)
    world.plan(anew=True)
    harbor, whole = world.page(2, "?product=HAR"), world.page(2)

    assert "2 · Harbor" in harbor
    assert re.search(r"Items planned</dt> <dd>1</dd>", harbor)
    assert re.search(r"Items planned</dt> <dd>2</dd>", whole)
    assert "ATL-1" not in harbor.partition("What this plan moved")[2]
    assert re.search(r'href="/w/acme/roadmap/runs/2\?product=ATL" data-palette="Show Atlas"', harbor)


def test_a_run_that_does_not_hold_the_product_says_so_and_shows_all(world: World) -> None:
    vision.ensure_product(**world.by, key="NEW", name="Newcomer")
    html = world.page(1, "?product=NEW")

    assert "This run does not hold the product that is chosen" in html
    assert "Products of this run" in html


def test_a_proposal_changes_no_date_and_lists_each_move_with_its_reason(world: World) -> None:
    before = world.start("ATL-1"), world.start("HAR-1")
    world.order(world.harbor, world.atlas)
    made = world.plan(kind="proposal", anew=True)
    html = world.page(made.number)

    assert (world.start("ATL-1"), world.start("HAR-1")) == before
    assert "Proposed plan 2" in html
    assert "it would move 2 items. No date has changed yet." in html
    assert html.count('name="accept"') == 2
    assert html.count("checked") >= 2
    assert "Plan with the accepted moves" in html


def test_the_ticked_moves_are_planned_and_the_others_asked_to_stay(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pilothouse.roadmap.pages import timeline

    world.order(world.harbor, world.atlas)
    made = world.plan(kind="proposal", anew=True)
    asked: dict[str, Any] = {}
    start = timeline.start_planning

    def seen(**wish: Any) -> Any:
        asked.update(wish)
        return start(**wish)

    monkeypatch.setattr(timeline, "start_planning", seen)
    world.client.post("roadmap/plan", {"proposal": made.number, "accept": ["HAR-1"]})

    assert asked["accept"] == ["HAR-1"]
    assert asked["hold"] == ["ATL-1"]
    assert asked["keep_to"] is None


def test_a_move_that_was_refused_in_vain_names_the_rule_and_what_would_allow_it(world: World) -> None:
    """Atlas may not stay where it was: Harbor was put above it and takes the time."""
    world.order(world.harbor, world.atlas)
    proposed = world.plan(kind="proposal", anew=True)
    made = world.plan(proposal=proposed.number, accept=["HAR-1"], hold=["ATL-1"])
    html = world.page(made.number)

    assert made.kept is not None
    assert [row.key for row in made.kept.moves if row.key in made.kept.held] == ["ATL-1"]
    assert "could not stay" in html
    assert "To allow it: give it to someone else" in html


def test_a_proposal_that_is_older_than_the_newest_plan_says_so(world: World) -> None:
    world.order(world.harbor, world.atlas)
    made = world.plan(kind="proposal", anew=True)
    newest = world.plan()
    html = world.page(made.number).partition('id="proposal"')[2]

    assert f"/runs/{newest.number}" in html
    assert "has been made since" in html


def test_the_list_of_runs_holds_those_of_the_product_chosen(world: World) -> None:
    html = re.sub(r"\s+", " ", world.client.get("roadmap/runs").content.decode())
    vision.ensure_product(**world.by, key="NEW", name="Newcomer")

    assert "<td> Atlas, Harbor </td>" in html
    assert "Not planned yet" in world.client.get("roadmap/runs?product=NEW").content.decode()


@pytest.fixture
def two_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_SHOWN", 2)
    monkeypatch.setattr(pages, "_MOST", 2)


def many(world: World) -> Any:
    """A proposal that moves six items."""
    for number in range(4):
        product = (world.atlas, world.harbor)[number % 2]
        key = services.add_item(**world.by, product_id=product, title=f"More {number}", likely=5).key
        services.set_needs(**world.by, key=key, version=None, needs=[Need(world.skill, 3, 1)])
    world.plan()
    world.order(world.harbor, world.atlas)
    return world.plan(kind="proposal", anew=True)


def test_moves_stand_in_pages_and_those_on_others_are_accepted_by_one_tick(
    world: World, monkeypatch: pytest.MonkeyPatch, two_a_page: None
) -> None:
    from pilothouse.roadmap.pages import timeline

    made = many(world)
    moves = [row.key for row in made.kept.moves]
    asked: list[dict[str, Any]] = []
    start = timeline.start_planning
    monkeypatch.setattr(timeline, "start_planning", lambda **wish: (asked.append(wish), start(**wish))[1])
    first = world.page(made.number)
    shown = re.findall(r'name="shown" value="(.*?)"', first)
    form = {"proposal": made.number, "shown": shown, "accept": shown[:1], "of": ""}
    for rest in ({"rest": "1"}, {}):
        world.client.post("roadmap/plan", form | rest)

    assert len(moves) > 3
    assert shown == moves[:2]
    assert re.findall(r'name="shown" value="(.*?)"', world.page(made.number, "?page=2")) == moves[2:4]
    assert f"it would move {len(moves)} items" in first
    assert set(asked[0]["accept"]) == {*moves} - {shown[1]}
    assert asked[0]["hold"] == [shown[1]]
    assert asked[1]["accept"] == shown[:1]
    assert set(asked[1]["hold"]) == {*moves[1:]}


def test_the_page_has_the_largest_moves_and_the_file_has_all(world: World, two_a_page: None) -> None:
    many(world)
    made = world.plan(anew=True)
    before = queries.previous_run(actor=world.actor, run=made)
    assert before
    every = queries.moved(actor=world.actor, run=made, against=before)
    most, total = queries.most_moved(actor=world.actor, run=made, against=before, most=2)
    text = world.client.get(f"roadmap/runs/{made.number}?format=csv").getvalue().decode("utf-8-sig")

    assert [abs(row.days or 0) for row in every] == sorted(
        [abs(row.days or 0) for row in every], reverse=True
    )
    assert (most, total) == (every[:2], len(every))
    assert total > 3
    assert f"The 2 that moved most, of {total}" in world.page(made.number)
    assert [line.partition(",")[0] for line in text.splitlines()[1:]] == [row.key for row in every]


def test_a_date_that_moved_says_why_in_the_words_of_its_run(world: World) -> None:
    """On Today, on the run's page and in its file: an item by its own move, what holds it by that of the
    item, and what starts as before says so."""
    release = services.add_release(**world.by, product_id=world.harbor, name="Harbor 1").id
    whole = services.add_item(**world.by, product_id=world.harbor, title="Whole", release_id=release).key
    services.change_item(**world.by, key="HAR-1", version=None, values={"parent_key": whole, "title": "Part"})
    world.plan()
    # So much that every date moves, whatever is drawn.
    longer = {"low": 60, "likely": 60, "high": 60}
    services.change_item(**world.by, key="ATL-1", version=None, values=longer)
    made = world.plan()
    assert made.kept
    (move,) = made.kept.moves
    today = queries.today(actor=world.actor, today=made.as_of)
    why = {row.title: row.why for row in today.moved}
    before = queries.previous_run(actor=world.actor, run=made)
    assert before
    harbor = queries.run(actor=world.actor, number=made.number, product_id=world.harbor)
    file = world.client.get(f"roadmap/runs/{made.number}?format=csv").getvalue().decode("utf-8-sig")
    kept, moved = world.page(made.number).split("What moved since run")

    assert move.why.startswith("starts when Ana Ruiz is free after Ten days (Atlas), which goes first")
    assert why == {
        "Part": move.why,
        "Whole": f"Part {move.why}",
        "Harbor 1": f"Part {move.why}",
        "Ten days": "planned to start as before with the same people; only its simulated end moved",
    }
    assert set(queries.moved(actor=world.actor, run=made, against=before)) == set(today.moved)
    assert {row.why for row in queries.moved(actor=world.actor, run=harbor, against=before)} == {
        move.why,
        f"Part {move.why}",
    }
    assert move.why in kept
    for text in (moved, file, world.client.get("").content.decode()):
        assert all(each in text for each in why.values())


def test_a_run_that_keeps_to_another_than_the_one_before_gives_no_cause(world: World) -> None:
    services.change_item(**world.by, key="ATL-1", version=None, values={"likely": 20, "high": 20})
    world.plan()
    services.change_item(**world.by, key="ATL-1", version=None, values={"likely": 60, "high": 60})
    made = world.plan(keep_to=1)
    before = queries.previous_run(actor=world.actor, run=made)
    assert before

    rows = queries.today(actor=world.actor, today=made.as_of).moved
    assert {row.why for row in rows} == {""}
    assert queries.moved(actor=world.actor, run=made, against=before) == rows


def test_any_earlier_plan_is_a_baseline(world: World) -> None:
    """The second run moves Atlas, the third nothing: against the first it still stands elsewhere."""
    world.order(world.harbor, world.atlas)
    world.plan(anew=True)
    third = world.plan()
    first = world.page(third.number, "?against=1")

    assert '<option value="1" selected>' in first
    assert re.search(r"What moved since run <a[^>]*>1</a>", first)
    assert "ATL-1" in first.partition("What moved since")[2]
    assert "Nothing moved." in world.page(third.number)
    sent = world.client.get(f"roadmap/runs/{third.number}?against=1&format=csv")
    assert b"ATL-1" in b"".join(sent.streaming_content)
    assert world.client.get(f"roadmap/runs/{third.number}?against=99").status_code == 404
    assert '<option value="3"' not in first
