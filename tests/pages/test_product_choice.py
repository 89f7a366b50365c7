"""The product choice: the address says it, every link keeps it, every list keeps to it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from pilothouse.vision import services as vision
from tests.crawl import crawl, links
from tests.fixtures import NOW, found, sign_in
from tests.permissions.callers import fill

# Pages ask and link the same on either database.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
# Links that choose all products on purpose: the choice itself, and the way up to the list of products.
TO_ALL = {"All products", "Products"}
WITHOUT_LINKS = {"/w/acme/team/calendar/regions"}  # a part of a page that leads nowhere


class World:
    """A filled workspace with a second product, Quay, that has an item and a release of its own."""

    def __init__(self) -> None:
        from pilothouse.roadmap import services as roadmap

        _, self.owner = found(slug="acme", name="Acme")
        fill(self.owner)
        with_actor: Any = {"actor": self.owner.actor, "now": NOW}
        harbor = vision.ensure_product(**with_actor, key="QUA", name="Quay").id
        release = roadmap.add_release(**with_actor, product_id=harbor, name="Pilot port").id
        self.item = roadmap.add_item(
            **with_actor, product_id=harbor, title="Berth plan", likely=3, release_id=release
        ).key
        self.client = sign_in(self.owner)

    def text(self, url: str) -> str:
        answer = self.client.get(url)
        assert answer.status_code == 200, (url, answer.status_code)
        return re.sub(r"\s+", " ", answer.content.decode())


@pytest.fixture(scope="module")
def world(module_db: None) -> World:
    return World()


class _Shown(HTMLParser):
    """Links of the workspace with their words."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and (given.get("href") or "").startswith("/w/acme/"):
            self.found.append((given["href"] or "", ""))
            self.open = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            address, words = self.found[-1]
            self.found[-1] = (address, f"{words}{data}".strip())


def _forgotten(html: str) -> list[str]:
    """Addresses of the workspace in a page that lose the choice, apart from links that mean all products."""
    parser = _Shown()
    parser.feed(html)
    meant = {address for address, words in parser.found if words in TO_ALL}
    rows = re.findall(r'data-href="([^"]*)"', html)
    offered = [address for address, _ in parser.found] + rows + links(html)
    return sorted(
        {row for row in offered if row.startswith("/w/acme/") and "product=" not in row}
        - meant
        - WITHOUT_LINKS
    )


def test_every_link_and_form_of_every_page_keeps_the_choice(world: World) -> None:
    visits = crawl(world.client, "/w/acme/?product=QUA", "/w/acme/?product=ATL", each=2)
    lost: dict[str, list[str]] = {}
    for row in visits.values():
        if not row.is_html or not row.url.startswith("/w/acme/") or "product=" not in row.url:
            continue
        html = world.client.get(row.url).content.decode()
        if forgotten := _forgotten(html):
            lost[row.url] = forgotten
        for form in re.findall(r'<form[^>]*method="get".*?</form>', html, re.DOTALL):
            if 'name="product"' not in form:
                lost.setdefault(row.url, []).append("a form that asks for a page")

    assert len(visits) > 30
    assert lost == {}


@pytest.mark.parametrize("tab", ["", "items", "releases", "outlook", "runs", "record"])
def test_every_tab_of_the_roadmap_shows_the_product_of_its_address(world: World, tab: str) -> None:
    html = world.text(f"/w/acme/roadmap/{tab}?product=QUA")

    assert 'aria-label="Product: Quay, change"' in html


def test_lists_of_one_product_hold_its_rows_alone_and_lists_of_all_name_the_product(world: World) -> None:
    of_harbor, of_atlas = (world.text(f"/w/acme/roadmap/items?product={key}") for key in ("QUA", "ATL"))
    of_all = world.text("/w/acme/roadmap/items?sort=product")
    releases, all_releases = (
        world.text("/w/acme/roadmap/releases?product=QUA"),
        world.text("/w/acme/roadmap/releases"),
    )

    assert "Berth plan" in of_harbor
    assert "Berth plan" not in of_atlas
    assert "1 in all" in of_harbor
    assert "Product</a>" in of_all
    assert "Product</a>" not in of_harbor
    assert "Pilot port" in releases
    assert "<th>Product</th>" not in releases
    assert "<th>Product</th>" in all_releases


def test_a_file_of_all_items_says_which_product_each_belongs_to(world: World) -> None:
    def lines(query: str) -> list[str]:
        answer = world.client.get(f"/w/acme/roadmap/items?format=csv{query}")
        return b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]

    every, own = lines(""), lines("&product=QUA")

    assert every[0].startswith("\ufeffkey,title,product key,product name,")
    assert len(own) == 2
    assert ",QUA,Quay," in own[1]
    assert sum(",QUA,Quay," in line for line in every) == 1


def test_an_unknown_product_is_said_and_all_are_shown(world: World) -> None:
    html = world.text("/w/acme/roadmap/items?product=NOPE")

    assert "There is no product or portfolio “NOPE”, so this shows all products." in html
    assert "Known are HAR, ATL, QUA." in html, "in the order of the plan"
    assert "product=NOPE" not in html
    assert "Product</a>" in html


def test_the_front_door_leads_to_what_was_seen_last_and_the_address_alone_decides_a_page(
    world: World,
) -> None:
    client = sign_in(world.owner)
    client.get("/w/acme/roadmap/items?product=QUA")

    assert client.get("/").headers["Location"] == "/w/acme/?product=QUA"
    assert 'aria-label="Product: All products, change"' in client.get("/w/acme/").content.decode()
    assert client.get("/").headers["Location"] == "/w/acme/"


def test_another_workspace_and_a_product_that_is_gone_are_not_remembered(world: World) -> None:
    client = sign_in(world.owner)
    for remembered in ("other:QUA", "acme:GONE", "acme:", "nonsense"):
        client.cookies["product"] = remembered
        assert client.get("/").headers["Location"] == "/w/acme/", remembered


def test_a_form_keeps_the_choice_when_it_leads_on(world: World) -> None:
    answer = world.client.post(
        f"/w/acme/roadmap/items/{world.item}/needs?product=QUA",
        {"skill": "", "level": "1", "people": "1", "version": "1"},
    )

    assert answer.headers["Location"] == f"/w/acme/roadmap/items/{world.item}?product=QUA"


def test_new_things_are_of_the_product_chosen_and_of_none_that_was_guessed(world: World) -> None:
    def chosen(url: str) -> list[str]:
        select = re.search(r'<select name="product".*?</select>', world.text(url))
        assert select
        return re.findall(r'<option value="(\d*)" selected>([^<]*)', select[0])[0:1] or []

    for page in ("items/new", "releases/new"):
        assert [name for _, name in chosen(f"/w/acme/roadmap/{page}?product=QUA")] == ["Quay"]
        assert [name for _, name in chosen(f"/w/acme/roadmap/{page}")] in ([], ["Choose a product"])


def test_the_page_of_one_product_has_its_own_key_in_the_address(world: World) -> None:
    answer = world.client.get("/w/acme/vision/?product=QUA", follow=True)
    harbor = answer.redirect_chain[-1][0]
    other = world.client.get(harbor.replace("QUA", "ATL"))

    assert harbor.endswith("?product=QUA")
    assert "Quay" in answer.content.decode()
    assert other.headers["Location"] == harbor


def test_choosing_on_the_page_of_one_thing_leads_to_the_list_of_its_room(world: World) -> None:
    html = world.text(f"/w/acme/roadmap/items/{world.item}?product=QUA")

    assert re.search(r'href="/w/acme/roadmap/\?product=ATL" data-palette="Show Atlas"', html)


def test_questions_are_those_of_the_product_chosen(world: World) -> None:
    assert "No open questions" not in world.text("/w/acme/risk/questions?product=ATL")
    assert "No open questions" in world.text("/w/acme/risk/questions?product=QUA")


def test_one_product_alone_offers_no_choice(world: World) -> None:
    _, other = found(slug="solo", name="Solo")
    vision.ensure_product(actor=other.actor, now=NOW, key="ATL", name="Atlas")

    assert "product-choice" not in sign_in(other).get("/w/solo/roadmap/items").content.decode()
