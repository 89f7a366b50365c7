"""Every page of the program and every form on it, as members, strangers and nobody see them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from pilothouse.kit.actor import Role
from tests.crawl import Form, Visit, crawl, routes
from tests.fixtures import NOW, People, found, join, sign_in, taken_back
from tests.permissions.callers import fill

pytestmark = pytest.mark.django_db
# Addresses that no link leads to: they answer forms, fetch fragments, or are for programs.
UNLINKED = {"home", "livez", "readyz", "metrics", "setup", "invite"}
SPACE = "w/<slug:workspace>/"
# Offered by the toast after a removal, or by a script: tests of their own post to them.
NOT_ON_A_PAGE = {
    "roadmap/items/restore/<int:entry>": "the toast offers it",
    "team/restore/<int:entry>": "the toast offers it",
    "kit/jobs/<int:id>/retry": "a job that failed offers it",
}


TEXT = "# Billing\n\n## Requirements\n\n- R1: The invoice is sent on the first day of the month.\n"


def _left_open(owner: People) -> list[str]:
    """What the demo has finished, begun once more, so that its forms are there; the pages that show it."""
    from pilothouse.accounts import services as accounts
    from pilothouse.roadmap import queries as roadmap
    from pilothouse.team import queries as people
    from pilothouse.team import services as team
    from pilothouse.vision import queries as products
    from pilothouse.vision import services as vision

    with_actor: Any = {"actor": owner.actor, "now": NOW}
    person = people.people(actor=owner.actor)[0].id
    team.add_absence(**with_actor, person_id=person, first=date(2026, 12, 1), last=date(2026, 12, 4))
    accounts.create_token(**with_actor, name="export")
    product = products.products(actor=owner.actor)[0].id
    draft = vision.add_blueprint(**with_actor, product_id=product, title="Billing", text=TEXT).id
    item = roadmap.items_page(actor=owner.actor).rows[0].key
    vision.trace_statement(**with_actor, id=draft, key="R1", to=item)
    vision.change_blueprint(**with_actor, id=draft, version=None, text=TEXT.replace("first", "second"))
    review = vision.open_design_review(
        **with_actor, blueprint_id=draft, title="Walk-through", held_on=date(2026, 3, 2), reviewers=["Ana"]
    )
    return [
        f"/w/acme/team/people/{person}",
        f"/w/acme/team/skills?edit={people.skills(actor=owner.actor)[0].id}",
        f"/w/acme/team/skills?team={people.teams(actor=owner.actor)[0].id}",
        *(f"/w/acme/connectors/{number}" for number in (1, 2, 3)),
        f"/w/acme/vision/blueprints/{draft}",
        f"/w/acme/vision/blueprints/{draft}/trace",
        f"/w/acme/vision/blueprints/{draft}/history?revision=1",
        f"/w/acme/vision/reviews/{review.id}",
    ]


class Site:
    """The filled workspace and what a crawl as its owner saw."""

    def __init__(self) -> None:
        workspace, owner = found(slug="acme", name="Acme")
        fill(owner)
        opened = _left_open(owner)
        self.owner = sign_in(owner)
        self.viewer = sign_in(join(workspace, role=Role.VIEWER, name="Vic Viewer"))
        self.stranger = sign_in(found(slug="other", name="Other", person="Sten Stranger")[1])
        offered: dict[str, Form] = {}
        starts = ("/w/acme/", "/login", *self.fetched_by_scripts(), *opened)
        self.visits = crawl(self.owner, *starts, each=3, offered=offered)
        self.forms = [form for route, form in sorted(offered.items()) if route.startswith(SPACE)]

    def fetched_by_scripts(self) -> list[str]:
        """What the timeline opens beside itself."""
        rows = self.owner.get("/api/v1/timeline").json()["rows"]
        return [f"/w/acme/roadmap/items/{row['key']}/why" for row in rows if row["key"]][:1]


@pytest.fixture(scope="module")
def site(module_db: None) -> Site:
    return Site()


def _of_workspace(site: Site) -> list[Visit]:
    return [row for row in site.visits.values() if row.url.startswith("/w/acme/")]


def test_no_link_leads_nowhere(site: Site) -> None:
    broken = [f"{row.url}: {row.status}" for row in site.visits.values() if row.status >= 400]

    assert broken == []


def test_every_page_can_be_reached_by_links(site: Site) -> None:
    """A page that nothing leads to is not there. Addresses that refuse GET answer forms."""
    missing = []
    for route, name in routes():
        if route in site.visits or name in UNLINKED:
            continue
        # No such row: what refuses GET says so before it looks for one.
        address = re.sub(r"<int:\w+>", "987654321", route.replace("<slug:workspace>", "acme"))
        if site.owner.get("/" + re.sub(r"<[\w:]+>", "none", address)).status_code != 405:
            missing.append(f"{name} at {route}")

    assert missing == []


def test_a_stranger_sees_every_page_as_missing(site: Site) -> None:
    open_pages = {row.url: site.stranger.get(row.url).status_code for row in _of_workspace(site)}

    assert {url: status for url, status in open_pages.items() if status != 404} == {}


def test_a_workspace_that_is_not_yours_looks_like_one_that_is_not_there(site: Site) -> None:
    theirs, nobodys = site.stranger.get("/w/acme/"), site.stranger.get("/w/nowhere/")

    assert theirs.status_code == nobodys.status_code == 404
    assert theirs.content.replace(b"acme", b"nowhere") == nobodys.content


def test_nobody_is_sent_to_log_in_and_back(site: Site) -> None:
    for row in _of_workspace(site):
        answer = Client().get(row.url)
        assert answer.status_code == 302, row.url
        assert answer.headers["Location"].startswith("/login?next="), row.url


def test_a_viewer_may_look_at_what_the_owner_shows(site: Site) -> None:
    for row in _of_workspace(site):
        allowed = resolve(urlsplit(row.url).path).func.page_role == Role.VIEWER
        assert site.viewer.get(row.url).status_code == (row.status if allowed else 403), row.url


def test_every_page_carries_the_headers_that_protect_it(site: Site) -> None:
    for row in site.visits.values():
        headers = site.owner.get(row.url).headers
        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        assert "unsafe-inline" not in policy.get("script-src", policy["default-src"]), row.url
        assert "unsafe-eval" not in headers["Content-Security-Policy"], row.url
        assert policy["frame-ancestors"] == "'none'", row.url
        assert policy["object-src"] == "'none'", row.url
        assert "http" not in headers["Content-Security-Policy"], row.url
        assert headers["X-Frame-Options"] == "DENY", row.url
        assert headers["Referrer-Policy"] == "same-origin", row.url
        assert headers["X-Content-Type-Options"] == "nosniff", row.url


def test_errors_carry_the_headers_too(site: Site) -> None:
    for url in ("/w/acme/no-such-page", "/api/v1/no-such-thing", "/no-such-page"):
        answer = site.owner.get(url)
        assert answer.status_code == 404
        assert "Content-Security-Policy" in answer.headers, url


def test_every_page_has_one_title_of_its_own_and_one_heading(site: Site) -> None:
    titles: dict[str, str] = {}
    for row in site.visits.values():
        if not row.is_html:
            continue
        html = site.owner.get(row.url).content.decode()
        if "<html" not in html:
            continue
        title = html.split("<title>")[1].split("</title>")[0].strip()
        assert title, row.url
        assert html.count("<h1") == 1, row.url
        assert titles.setdefault(title, row.route) == row.route, f"{row.url} has the title of {titles[title]}"


def _routes(patterns: Any = None, before: str = "") -> Iterator[tuple[str, Any]]:
    """Every address below a workspace, and the view behind it."""
    for row in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(row.pattern)
        if isinstance(row, URLResolver):
            yield from _routes(row.url_patterns, route)
        elif isinstance(row, URLPattern) and route.startswith(SPACE):
            yield route, row.callback


def _posted_to() -> dict[str, Any]:
    """The routes that answer POST."""
    return {route: view for route, view in _routes() if "POST" in getattr(view, "page_methods", ())}


def _send(client: Client, form: Form, values: dict[str, str]) -> tuple[int, int]:
    """Status of the answer, and how many changes it made; they are taken back."""
    from pilothouse.journal.models import Entry

    with taken_back():
        before = Entry.objects.count()
        answer = client.post(form.url, values)
        return answer.status_code, Entry.objects.count() - before


def test_every_address_that_takes_a_form_is_offered_by_a_page(site: Site) -> None:
    offered = {form.route for form in site.forms}
    elsewhere = {f"{SPACE}{route}" for route in NOT_ON_A_PAGE}

    assert sorted(set(_posted_to()) - offered - elsewhere) == []
    assert sorted(offered - set(_posted_to())) == []


def test_a_viewer_is_refused_what_only_editors_may_send(site: Site) -> None:
    for form in site.forms:
        role = resolve(urlsplit(form.url).path).func.page_role
        status, changes = _send(site.viewer, form, form.values)
        assert role == Role.VIEWER or (status, changes) == (403, 0), form


def test_a_stranger_finds_nothing_to_send_to(site: Site) -> None:
    assert {form.url: _send(site.stranger, form, form.values) for form in site.forms} == {
        form.url: (404, 0) for form in site.forms
    }


def test_nobody_is_sent_to_log_in(site: Site) -> None:
    assert {form.url: _send(Client(), form, form.values) for form in site.forms} == {
        form.url: (302, 0) for form in site.forms
    }


@pytest.mark.parametrize("fill_in", ["as it stands", "emptied", "nonsense"])
def test_no_form_brings_the_server_down(site: Site, fill_in: str) -> None:
    """Sent as it stands, emptied, or with nonsense in every field: it is done, or what is wrong is said."""
    broken = {}
    for form in site.forms:
        values = form.values
        if fill_in != "as it stands":
            values = dict.fromkeys(values, "" if fill_in == "emptied" else "☂ -1e99")
        status, _ = _send(site.owner, form, values)
        if status >= 500 or status == 405:
            broken[form.url] = status

    assert broken == {}
