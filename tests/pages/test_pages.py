"""Every page of the program and every form on it, as members, strangers and nobody see them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve

from pilothouse.kit.actor import Role
from pilothouse.kit.refs import Ref
from tests.crawl import Form, Visit, crawl, routes
from tests.crawl import forms as offered_by
from tests.fixtures import NOW, People, found, join, sign_in, taken_back
from tests.permissions.callers import fill

pytestmark = pytest.mark.django_db
# Addresses that no link leads to: they answer forms, fetch fragments, or are for programs.
# What fills a week is linked from weeks with work, which lie in the past of the crawl.
# `risk:response` leads from what names a response, search and history, on to the page of its risk.
UNLINKED = {
    *("home", "livez", "readyz", "metrics", "setup", "invite", "stop-mail", "survey"),
    *("portal", "portal-vote", "vote"),
    *("roadmap:load-week", "risk:response", "market:facts-behind", "kit:act"),
}
SPACE = "w/<slug:workspace>/"
# Offered by the toast after a removal, or by a script: tests of their own post to them.
NOT_ON_A_PAGE = {
    "roadmap/items/acts/<slug:batch>/undo": "the toast after an act offers it",
    "roadmap/items/<str:key>/place": "a row of the list is dragged, or moved by a key",
    "roadmap/items/<str:key>/duplicate": "a key on a row of the list, and the palette",
    "roadmap/items/quick/<str:key>/undo": "the toast after an addition offers it",
    "roadmap/items/restore/<int:entry>": "the toast offers it",
    "roadmap/items/moves/<slug:batch>/undo": "the toast offers it",
    "team/restore/<int:entry>": "the toast offers it",
    "trash/<int:entry>": "the toast offers it, and the trash where it holds something",
    "team/absences/take": "the preview of a calendar offers it",
    "team/absences/undo/<str:batch>": "the toast offers it",
    "risk/risks/acts/<str:batch>/undo": "the toast offers it",
    "risk/risks/<int:id>/undo-add": "the toast offers it",
    "risk/responses/acts/<str:batch>/undo": "the toast offers it",
    "demo": "an empty workspace offers it",
    "look": "the demo offers it",
    "kit/edit/<str:noun>/<str:field>": "the bar of a list sends the ticked rows there",
    "accounts/comments/restore/<int:entry>": "the toast offers it",
    "kit/jobs/<int:id>/retry": "a job that failed offers it",
    "accounts/views/<int:view_id>/change": "the menu of a page with that view open offers it",
    "accounts/views/<int:view_id>/remove": "the menu of a page with that view open offers it",
    "accounts/views/<int:view_id>/choose": "the menu of a page with that view open offers it",
    "roadmap/table/export": "the table sends the rows that it shows",
    "roadmap/statuses/start": "a workspace offers it that has the five statuses",
    "connectors/<int:number>/repair": "the preview offers it beside a cell that cannot be read",
    "kit/preview": "the button beside what is written asks for it",
    "market/acts/<slug:batch>/undo": "the toast after an act offers it",
    "acts/<slug:batch>/undo": "the toast after an act offers it",
    "kit/act/<str:noun>/<slug:name>": "the bar below a list offers it once rows are ticked",
    "market/companies/<int:id>/undo": "the toast after an addition offers it",
    "market/themes/<int:id>/undo": "the toast after an addition offers it",
    "market/themes/acts/<slug:batch>/undo": "the toast after an act offers it",
    "market/feedback/<int:id>/undo": "the toast after an addition offers it",
    "market/support/<int:id>/undo": "the toast after an addition offers it",
    "market/features/<int:id>/undo": "the toast after an addition offers it",
    "market/facts/acts/<slug:batch>/undo": "the toast after a change offers it",
    "market/research/<int:id>/undo": "the toast after an addition offers it",
    "market/posts/acts/<slug:batch>/undo": "the toast after an act offers it",
    "market/insights/<int:id>/undo": "the toast after an addition offers it",
    "risk/proposals/<int:id>/again": "one that was dismissed offers it",
}

# Forms without a version: why nothing that somebody else stored can be lost by them.
ADD, START, END = "adds a row", "starts or stops a job", "ends what is never edited"
UNVERSIONED = {
    "accounts/attached/<str:subject>/file": ADD,
    "accounts/attached/<str:subject>/link": ADD,
    "accounts/members": ADD,
    "accounts/talk/<str:subject>/add": ADD,
    "accounts/tokens": ADD,
    "accounts/views/save": ADD,
    "connectors/upload": ADD,
    "connectors/<int:number>/again": ADD,
    "market/companies/<int:id>/contacts": ADD,
    "market/companies/add": ADD,
    "market/companies/new": ADD,
    "market/contacts/new": ADD,
    "market/feedback/<int:id>/links": ADD,
    "market/feedback/<int:id>/links/<int:link_id>/remove": END,
    "market/feedback/add": ADD,
    "market/feedback/new": ADD,
    "market/ways-in/keys": ADD,
    "market/ways-in/keys/<int:id>/revoke": END,
    "market/ways-in/mailbox": ADD,
    "market/portals/add": ADD,
    "market/portals/<int:id>/entries": ADD,
    "market/portals/<int:id>/revoke": END,
    "market/insights/add": ADD,
    "market/insights/cite": ADD,
    "market/insights/<int:id>/evidence": ADD,
    "market/insights/<int:id>/evidence/<int:evidence_id>/remove": END,
    "market/insights/<int:id>/links": ADD,
    "market/insights/<int:id>/links/<int:link_id>/remove": END,
    "market/research/add": ADD,
    "market/research/new": ADD,
    "market/research/<int:id>/participants": ADD,
    "market/research/<int:id>/sessions": ADD,
    "market/research/<int:id>/tasks": ADD,
    "market/research/<int:id>/questions": ADD,
    "market/research/<int:id>/links": ADD,
    "market/research/questions/<int:id>/feedback": "an answer becomes feedback once",
    "market/research/links/<int:id>/revoke": END,
    "market/research/sessions/<int:id>/highlights": ADD,
    "market/research/sessions/<int:id>/highlights/<int:highlight_id>/remove": END,
    "market/support/add": ADD,
    "market/support/new": ADD,
    "market/support/told": "who was told first stays so",
    "market/support/not-told": "takes back that someone was told, whoever noted it",
    "market/themes/add": ADD,
    "market/competitors/new": ADD,
    "market/relay": ADD,
    "market/relayed/<int:id>/answer": "an answer of one's own",
    "market/competitors/<int:id>/plans": ADD,
    "market/competitors/rates/add": "a rate of a currency, replaced as a whole",
    "market/competitors/rates/<int:id>/remove": END,
    "market/competitor-plans/<int:id>/prices": ADD,
    "market/competitor-plans/<int:plan_id>/prices/<int:id>/remove": END,
    "market/features/new": ADD,
    "market/features/add": ADD,
    "market/facts/renew": "says that facts are still as they are",
    "market/facts/rest": ADD,
    "market/facts/<int:id>/resting": ADD,
    "market/facts/resting/<int:id>/settle": "says that it holds as the fact is now",
    "market/facts/resting/<int:id>/remove": END,
    "market/themes/find": START,
    "market/themes/accept": "a proposal is decided once",
    "market/themes/refuse": "a proposal is decided once",
    "market/votes": ADD,
    "market/votes/<int:id>/remove": END,
    "risk/assessments/take": ADD,
    "risk/of/<str:scope>/uncertainties/new": ADD,
    "risk/proposals/<int:id>/dismiss": "a proposal is decided once",
    "risk/proposals/<int:id>/enter": "a proposal is decided once",
    "roadmap/roadblocks/look": START,
    "risk/risks/<int:id>/responses/new": ADD,
    "risk/risks/new": ADD,
    "risk/risks/quick": ADD,
    "risk/uncertainties/<int:id>/evidence": ADD,
    "risk/uncertainties/<int:id>/risk": ADD,
    "roadmap/fields/add": ADD,
    "roadmap/items/<str:key>/children": ADD,
    "roadmap/items/<str:key>/dependencies": ADD,
    "roadmap/items/<str:key>/duplicate": ADD,
    "roadmap/items/new": ADD,
    "roadmap/items/quick": ADD,
    "roadmap/labels/add": ADD,
    "roadmap/products/portfolios/new": ADD,
    "roadmap/releases/new": ADD,
    "roadmap/statuses/add": ADD,
    "team/absences/import": ADD,
    "team/calendar/closed": ADD,
    "team/people/<int:id>/absences": ADD,
    "team/people/new": ADD,
    "team/skills/add": ADD,
    "team/teams/add": ADD,
    "vision/blueprints/<int:id>/hand-over": ADD,
    "vision/blueprints/<int:id>/reviews": ADD,
    "vision/blueprints/<int:id>/traces/add": ADD,
    "vision/objectives/<int:id>/key-results/new": ADD,
    "vision/products/<int:id>/blueprints/new": ADD,
    "vision/products/<int:id>/objectives/new": ADD,
    "vision/products/<int:id>/personas/new": ADD,
    "vision/products/new": ADD,
    "vision/reviews/<int:id>/ask": ADD,
    "risk/responses/best/<int:id>/choose": "the answer knows the versions of its responses",
    "roadmap/plan": START,
    "roadmap/responses/best": START,
    "roadmap/products/<int:product_id>/value-answers": START,
    "roadmap/releases/<int:id>/cut": START,
    "roadmap/releases/<int:id>/prices": START,
    "kit/jobs/<int:id>/cancel": START,
    "connectors/<int:number>/start": START,
    "connectors/<int:number>/undo": START,
    "accounts/inbox/<int:id>/done": END,
    "accounts/inbox/done": END,
    "accounts/invitations/<int:invitation_id>/revoke": END,
    "accounts/mail/<int:id>/retry": START,
    "export": "sends a file",
    "accounts/tokens/<int:token_id>/revoke": END,
    "accounts/tokens/revoke": END,
    "roadmap/items/<str:key>/dependencies/<int:id>/drop": END,
    "team/calendar/closed/<str:day>/remove": END,
    "team/people/<int:id>/absences/<int:absence_id>/remove": END,
    "vision/blueprints/<int:id>/traces/<int:trace_id>/remove": END,
    "vision/handoffs/<int:id>/acknowledge/<int:acknowledgement_id>": END,
    "accounts/watch/<str:subject>": "a switch of one's own",
    "team/me": "a choice of one's own",
    "connectors/<int:number>/columns": "one's own import, before it has run",
    "connectors/<int:number>/people": "one's own import, before it has run",
    "connectors/<int:number>/values": "one's own import, before it has run",
    "connectors/<int:number>/save": "a mapping by its name, replaced as a whole",
    "kit/edit/<str:noun>/<str:field>": "one value for many rows, whatever they had",
    "roadmap/fields/order": "an order as a whole; what it does not name keeps its place",
    "roadmap/statuses/order": "an order as a whole; what it does not name keeps its place",
    "team/people/<int:id>/skills": "a level where there is none",
    "team/people/<int:id>/skills/<int:skill_id>": "the level is its own version",
    "team/people/merge": "says what is one, whatever is known of each; can be taken apart",
    "team/teams/merge": "says what is one, whatever is known of each; can be taken apart",
}

TEXT = "# Billing\n\n## Requirements\n\n- R1: The invoice is sent on the first day of the month.\n"


def _left_open(owner: People) -> list[str]:
    """What the demo has finished, begun once more, so that its forms are there; the pages that show it."""
    from pilothouse.accounts import services as accounts
    from pilothouse.market import queries as market
    from pilothouse.risk import queries as risks
    from pilothouse.risk import services as risk
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
    accounts.add_comment(**with_actor, about=Ref("team.person", person), body="Away in December.")
    link = {"name": "Rota", "url": "https://wiki.example/rota"}
    accounts.add_link(**with_actor, about=Ref("team.person", person), **link)
    draft = vision.add_blueprint(**with_actor, product_id=product, title="Billing", text=TEXT).id
    item = roadmap.items_page(actor=owner.actor).rows[0].key
    vision.trace_statement(**with_actor, id=draft, key="R1", to=item)
    vision.change_blueprint(**with_actor, id=draft, version=None, text=TEXT.replace("first", "second"))
    review = vision.open_design_review(
        **with_actor, blueprint_id=draft, title="Walk-through", held_on=date(2026, 3, 2), reviewers=["Ana"]
    )
    first = risks.responses(actor=owner.actor)[0].risk_id
    work = {"title": "Try it early", "chance_left": 0.9, "days": 1.0, "state": "chosen"}
    risk.add_response(**with_actor, risk_id=first, values=work)
    behind = market.behind(actor=owner.actor, about=None)
    return [
        f"/w/acme/market/feedback/{behind.heard[0].feedback.id}",
        *(f"/w/acme/market/themes/{number}" for number in _one_theme_of_each_state(owner)),
        *_told_and_to_tell(owner),
        _tested(owner),
        f"/w/acme/roadmap/items/{_voted_for(owner)}",
        f"/w/acme/team/people/{person}",
        f"/w/acme/team/skills?edit={people.skills(actor=owner.actor)[0].id}",
        f"/w/acme/team/skills?team={people.teams(actor=owner.actor)[0].id}",
        *(f"/w/acme/connectors/{number}" for number in range(1, 5)),
        *(f"/w/acme/connectors/3?step={step}" for step in ("columns", "values", "people", "preview")),
        f"/w/acme/vision/blueprints/{draft}",
        f"/w/acme/vision/blueprints/{draft}/trace",
        f"/w/acme/vision/blueprints/{draft}/history?revision=1",
        f"/w/acme/vision/reviews/{review.id}",
    ]


def _one_theme_of_each_state(owner: People) -> list[int]:
    """An open theme and a merged one."""
    from pilothouse.market.models import Theme

    own = Theme.objects.filter(workspace_id=owner.actor.workspace_id).order_by("pk")
    return [own.filter(state=state).values_list("pk", flat=True)[0] for state in ("open", "merged")]


def _told_and_to_tell(owner: People) -> list[str]:
    """An item that shipped with two support problems, the customer of one told; a problem without an item."""
    from pilothouse.market import queries as market
    from pilothouse.market import services
    from pilothouse.roadmap import services as roadmap
    from pilothouse.vision import queries as products

    by: Any = {"actor": owner.actor, "now": NOW}
    product = products.products(actor=owner.actor)[0].id
    item = roadmap.add_item(**by, product_id=product, title="Logs in again", status="done")
    rows = [row for row in market.problems(actor=owner.actor, size=200).rows if row.item is None][:3]
    for row in rows[:2]:
        services.link_problem(**by, id=row.id, version=row.version, target=f"roadmap.item:{item.id}")
    services.mark_told(**by, ids=[rows[0].id])
    pages = [f"/w/acme/market/support/{rows[at].id}" for at in (0, 2)]
    return [f"/w/acme/roadmap/items/{item.key}", *pages]


def _tested(owner: People) -> str:
    """The page of someone who took part in a usability test."""
    from pilothouse.market.models import StudyParticipant

    own = StudyParticipant.objects.filter(workspace_id=owner.actor.workspace_id, study__kind="usability")
    return f"/w/acme/market/research/participants/{own.values_list('pk', flat=True)[0]}"


def _voted_for(owner: People) -> str:
    """The key of an item that a company voted for."""
    from pilothouse.market.models import Vote
    from pilothouse.roadmap import queries

    target = Vote.objects.filter(workspace_id=owner.actor.workspace_id).values_list("target", flat=True)[0]
    return queries.key_of(actor=owner.actor, id=Ref.parse(target).id)


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
        assert "unsafe-" not in headers["Content-Security-Policy"], row.url
        assert policy["frame-ancestors"] == "'none'", row.url
        assert policy["object-src"] == "'none'", row.url
        assert "http" not in headers["Content-Security-Policy"], row.url
        assert headers["X-Frame-Options"] == "DENY", row.url
        assert headers["Referrer-Policy"] == "same-origin", row.url
        assert headers["X-Content-Type-Options"] == "nosniff", row.url


def test_no_page_has_a_style_that_the_content_policy_forbids(site: Site) -> None:
    inline = re.compile(r"<[^>]*\sstyle\s*=|<style\b", re.IGNORECASE)
    for row in site.visits.values():
        if row.is_html:
            assert not inline.search(site.owner.get(row.url).content.decode()), row.url


def test_only_a_page_with_an_editor_may_make_style_sheets_and_with_a_number_used_once(site: Site) -> None:
    with_nonce = set()
    for row in site.visits.values():
        answers = [site.owner.get(row.url) for _ in range(2)]
        nonces = [
            re.findall(r"'nonce-([\w-]+)'", answer.headers["Content-Security-Policy"]) for answer in answers
        ]
        if nonces[0]:
            with_nonce.add(row.name)
            assert f'<meta property="csp-nonce" nonce="{nonces[0][0]}">' in answers[0].content.decode()
            assert nonces[0] != nonces[1], row.url

    assert with_nonce == {"vision:blueprint"}


def test_errors_carry_the_headers_too(site: Site) -> None:
    for url in ("/w/acme/no-such-page", "/api/v1/no-such-thing", "/no-such-page"):
        answer = site.owner.get(url)
        assert answer.status_code == 404
        assert "Content-Security-Policy" in answer.headers, url


def _hidden(answer: Any) -> set[str]:
    """Names under which the layout has something, and the page something else."""
    first = next(iter(answer.context or ()), None)  # of the page; those after it are of its parts
    at = getattr(first, "_processors_index", None)
    return set() if at is None else first.dicts[at].keys() & set().union(*first.dicts[at + 1 :])


def test_every_page_has_one_title_of_its_own_and_one_heading(site: Site) -> None:
    titles: dict[str, str] = {}
    for row in site.visits.values():
        if not row.is_html:
            continue
        answer = site.owner.get(row.url)
        assert not _hidden(answer), f"{row.url} hides what the layout says: {_hidden(answer)}"
        html = answer.content.decode()
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


def test_a_row_of_others_is_not_there_in_ones_own_workspace(site: Site) -> None:
    """A member of another workspace asks for our numbers and keys at home, and sends our forms there."""
    open_pages, told = {}, {}
    for row in _of_workspace(site):
        if _names_a_row(row.route):
            url = row.url.replace("/w/acme/", "/w/other/", 1)
            open_pages[url] = site.stranger.get(url).status_code
    forms = [form for form in site.forms if _names_a_row(form.route)]
    for form in forms:
        at_home = replace(form, url=form.url.replace("/w/acme/", "/w/other/", 1))
        of_nobody = replace(form, url=_of_nobody(form.route))
        found = [_send(site.stranger, each, form.values) for each in (at_home, of_nobody)]
        if found[0] != found[1] or found[0][0] < 400 or found[0][1]:  # what was sent may be refused first
            told[form.url] = found

    assert {url: status for url, status in open_pages.items() if status != 404} == {}
    assert told == {}
    assert len(open_pages) > 15
    assert len(forms) > 30


def _of_nobody(route: str) -> str:
    """The address with numbers and keys that there are not."""
    at_home = re.sub(r"<str:(scope|subject)>", "team.person:987654321", route.replace(SPACE, "/w/other/"))
    return re.sub(r"<\w+:\w+>", "NONE-987654", re.sub(r"<int:\w+>", "987654321", at_home))


# Named in the address are words of the code, which every workspace has: fields, and rules of the review.
OF_THE_CODE = (f"{SPACE}kit/edit/", f"{SPACE}vision/rules/")


def _names_a_row(route: str) -> bool:
    return "<" in route.removeprefix(SPACE) and not route.startswith(OF_THE_CODE)


def test_a_page_elsewhere_sends_no_form_without_the_csrf_token(site: Site) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = site.owner.cookies

    assert {form.url: _send(client, form, form.values) for form in site.forms} == {
        form.url: (403, 0) for form in site.forms
    }


def test_with_its_csrf_token_a_form_is_taken_as_without_the_check(site: Site) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = SimpleCookie(site.owner.cookies.output(header="", sep=";"))
    client.cookies["csrftoken"] = "c" * 32
    for form in site.forms[::10]:  # it is one middleware for all
        checked = _send(client, form, form.values | {"csrfmiddlewaretoken": "c" * 32})
        assert checked == _send(site.owner, form, form.values), form.url


def test_nobody_is_sent_to_log_in(site: Site) -> None:
    assert {form.url: _send(Client(), form, form.values) for form in site.forms} == {
        form.url: (302, 0) for form in site.forms
    }


def test_a_form_that_changes_a_row_is_refused_without_the_version_that_it_was_drawn_for(site: Site) -> None:
    """428 with a sentence on its page, and nothing is changed."""
    faults = {}
    for form in site.forms:
        if not form.values.get("version"):
            continue
        sent = {name: value for name, value in form.values.items() if name not in {"version", "filled"}}
        status, changes = _send(site.owner, form, sent)
        if (status, changes) != (428, 0):
            faults[form.route] = (status, changes)
    assert faults == {}


def test_every_form_has_a_version_or_a_reason_to_have_none(site: Site) -> None:
    without = {form.route.removeprefix(SPACE) for form in site.forms if not form.values.get("version")}

    assert sorted(without - set(UNVERSIONED)) == []
    assert sorted(set(UNVERSIONED) - without) == []


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


def _says_why(answer: Any) -> bool:
    """Whether a toast gives the reason."""
    toast = json.loads(answer.headers.get("HX-Trigger", "{}")).get("toast", {})
    return bool(toast.get("kind") == "error" and toast.get("text"))


@pytest.mark.parametrize("fill_in", ["emptied", "nonsense"])
def test_a_refused_form_stands_on_its_page_with_what_was_typed(site: Site, fill_in: str) -> None:
    """Never an error page: the page anew, the reason in or at the form, and the input kept."""
    faults = {}
    for form in site.forms:
        sent = {
            name: value if name not in form.typed else "" if fill_in == "emptied" else "\u2602 -1e99"
            for name, value in form.values.items()
        }
        with taken_back():
            answer = site.owner.post(form.url, sent, headers={"referer": f"http://testserver{form.page}"})
        if answer.status_code < 400:
            continue
        html = answer.content.decode()
        anew = next((each for each in offered_by(html, form.page) if each.url == form.url), None)
        if anew is None or "error-code" in html:
            faults[form.url] = f"{answer.status_code}: not on its page"
        elif 'role="alert"' not in html and "invalid-feedback" not in html and not _says_why(answer):
            faults[form.url] = f"{answer.status_code}: no reason"
        elif lost := [name for name in anew.typed & set(sent) if anew.values[name] != sent[name]]:
            faults[form.url] = f"{answer.status_code}: lost {lost}"

    assert faults == {}
