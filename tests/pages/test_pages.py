"""Every page of the program, as members, strangers and nobody see it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.crawl import Visit, crawl, routes
from tests.fixtures import found, join, sign_in
from tests.permissions.callers import fill

pytestmark = pytest.mark.django_db
# Addresses that no link leads to: they answer forms, fetch fragments, or are for programs.
UNLINKED = {"home", "livez", "readyz", "metrics", "setup", "invite"}


class Site:
    """The filled workspace and what a crawl as its owner saw."""

    def __init__(self) -> None:
        from pilothouse.kit.actor import Role

        workspace, owner = found(slug="acme", name="Acme")
        fill(owner)
        self.owner = sign_in(owner)
        self.viewer = sign_in(join(workspace, role=Role.VIEWER, name="Vic Viewer"))
        self.stranger = sign_in(found(slug="other", name="Other", person="Sten Stranger")[1])
        self.visits = crawl(self.owner, "/w/acme/", "/login", *self.fetched_by_scripts())

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
    found = {row.url: site.viewer.get(row.url).status_code for row in _of_workspace(site)}

    assert {url: status for url, status in found.items() if status not in {200, 302, 403}} == {}


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
