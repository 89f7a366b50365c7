"""Loading the demo: once for an installation."""

from __future__ import annotations

from datetime import datetime

from pilothouse.accounts import queries as accounts_queries
from pilothouse.accounts import services as accounts
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.site.demo.bringing import bring_notes
from pilothouse.site.demo.competitors import enter_competitors
from pilothouse.site.demo.content import Content, read
from pilothouse.site.demo.days import WEEKS, Days
from pilothouse.site.demo.entered import Entered
from pilothouse.site.demo.feedback import hear_customers
from pilothouse.site.demo.fields import add_fields, fill_fields, review_one
from pilothouse.site.demo.items import enter_items, enter_release, enter_waits
from pilothouse.site.demo.market import enter_customers
from pilothouse.site.demo.past import Past, relive
from pilothouse.site.demo.planning import (
    DRAWS,
    hear_news,
    learn_from_spike,
    measure,
    order_products,
    plan,
    save_portfolios,
    set_targets,
)
from pilothouse.site.demo.portals import open_portal
from pilothouse.site.demo.relay import relay_findings
from pilothouse.site.demo.research import enter_research
from pilothouse.site.demo.risks import enter_risks
from pilothouse.site.demo.staff import enter_staff
from pilothouse.site.demo.support import enter_support
from pilothouse.site.demo.talk import attach, hear, say
from pilothouse.site.demo.views import keep_views
from pilothouse.site.demo.vision import enter_vision, hand_over
from pilothouse.vision import services as vision


def load(*, now: datetime, past: bool = True) -> str:
    """Make the demo workspace unless it is there; returns its slug.

    Takes some seconds, planning included. Without `past` it has what is ahead alone.
    """
    content = read()
    about = content.about
    try:
        return accounts_queries.workspace(about["slug"]).slug
    except NotFound:
        pass
    accounts.found_workspace(
        now=_days(content, now).week(WEEKS) if past else now,
        name=about["name"],
        slug=about["slug"],
        email=about["email"],
        person=about["owner"],
        password=None,
        is_demo=True,
        currency=about["currency"],
    )
    actor = accounts_queries.system_actor(slug=about["slug"], channel="demo")
    enter(actor, now, past=past)
    return str(about["slug"])


def enter(actor: Actor, now: datetime, *, past: bool = True) -> None:
    """Enter everything into the actor's workspace."""
    content = read()
    done = Entered(actor, content, _days(content, now))
    begin = done.days.week(WEEKS) if past else now
    enter_staff(done, begin)
    enter_customers(done, begin)
    add_fields(done, begin)
    for key, row in content.products.items():
        done.products[key] = vision.add_product(**done.by(begin), **row["product"]).id
        enter_items(done, begin, key, [item for item in row["item"] if item.get("first")])
    order_products(done, begin)
    save_portfolios(done, begin)
    keep_views(actor, begin)
    if past:
        _after_half_a_year(done, now)
    else:
        _today(done, now)
    review_one(done, now)
    attach(done, now)
    hear_customers(done, now)
    enter_support(done, now)
    enter_competitors(done, now)
    hear(done, now)
    bring_notes(actor, now, product_id=next(iter(done.products.values())))
    enter_research(done, now)
    relay_findings(done, now)
    open_portal(done, now)


def _days(content: Content, now: datetime) -> Days:
    about = content.about
    return Days.of(now, country=about["country"], subdivision=about["subdivision"])


def _after_half_a_year(done: Entered, now: datetime) -> None:
    """The history, then what is ahead: planned a week ago, yesterday after a spike, and today after news."""
    past = relive(done, range(WEEKS, 1, -1))
    past.work(done.days.week(1))
    finalised = _ahead(done, done.days.week(1))
    ahead = {item["id"]: item for row in done.content.products.values() for item in row["item"]}
    past.playing.rows |= ahead
    past.ahead = frozenset(ahead)
    past.measured(done.days.week(1), draws=DRAWS)
    set_targets(done, done.days.week(1))
    say(done, done.days.week(1), "week")
    _learn(past, done, done.days.eve(), now)
    hand_over(done, now, finalised)


def _learn(past: Past, done: Entered, eve: datetime, now: datetime) -> None:
    past.work(eve)
    learn_from_spike(done, eve)
    say(done, eve, "eve")
    past.plan(eve, draws=DRAWS)
    past.work(now)
    hear_news(done, now)
    say(done, now, "now")
    past.plan(now, draws=DRAWS)
    assert past.number is not None
    measure(done, now, past.number)


def _today(done: Entered, now: datetime) -> None:
    """What is ahead alone, planned before and after the news."""
    finalised = _ahead(done, now)
    plan(done, now)
    set_targets(done, now)
    learn_from_spike(done, now)
    hear_news(done, now)
    say(done, now, "week", "eve", "now")
    measure(done, now, plan(done, now))
    hand_over(done, now, finalised)


def _ahead(done: Entered, at: datetime) -> dict[int, list[str]]:
    """All of both products that is still to come; returns the finalised blueprints with their teams."""
    for key, row in done.content.products.items():
        for release in row["release"]:
            enter_release(done, at, key, name=release["name"], about=release["description"])
        enter_items(done, at, key, [item for item in row["item"] if not item.get("first")])
    for row in done.content.products.values():
        enter_waits(done, at, row["item"])
    fill_fields(done, at)
    finalised: dict[int, list[str]] = {}
    for key, row in done.content.products.items():
        finalised |= enter_vision(done, at, key, row)
    enter_risks(done, at)
    return finalised
