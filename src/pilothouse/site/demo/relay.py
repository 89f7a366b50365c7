"""Findings that were relayed to the demo's owner: one that waits for an answer, and one that has it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from pilothouse.accounts import queries as accounts
from pilothouse.accounts import services as talk
from pilothouse.kit.refs import Ref
from pilothouse.market import queries, services
from pilothouse.site.demo.entered import Entered


def relay_findings(done: Entered, now: datetime) -> None:
    """Those who hear from customers send the owner what concerns the plan."""
    me = accounts.members(actor=done.actor)[0]
    to = str(Ref("team.person", done.people[done.content.talk["me"]]))
    hannah = replace(done.actor, name="Hannah Lindqvist", user_id=None)
    said = queries.feedback_page(actor=done.actor, narrow=queries.Narrow(kind="request"), size=1).rows[0]
    services.relay_finding(
        actor=hannah,
        now=now,
        subject=str(Ref("market.feedback", said.id)),
        to=to,
        why="The third customer this month; is it in the next release?",
        due_on=(now + timedelta(days=2)).date(),
    )
    (changed, *_) = queries.resting_on_changed(actor=done.actor, today=now.date())
    row = services.relay_finding(
        actor=replace(hannah, name="Henrik Dahl"),
        now=now,
        subject=str(Ref("market.fact", changed.fact.row or 0)),
        to=to,
        why="Our headline says that we are the only ones.",
    )
    mine = replace(done.actor, name=me.name, user_id=me.user_id)
    services.answer_relay(
        actor=mine,
        now=now,
        id=row.id,
        answer="The headline changes before the pilot.",
        done=changed.target.ref,
    )
    while talk.notify(actor=done.actor, now=now):
        pass
