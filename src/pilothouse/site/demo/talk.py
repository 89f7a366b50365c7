"""What people say about the work."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pilothouse.accounts import queries as accounts
from pilothouse.accounts import services
from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref
from pilothouse.site.demo.entered import Entered
from pilothouse.team import services as team


def say(done: Entered, at: datetime, *when: str) -> None:
    """The comments of the moments `when`; people of the demo have no accounts but its owner has."""
    me = accounts.members(actor=done.actor)[0]
    for row in done.content.talk["comment"]:
        if row["when"] not in when:
            continue
        about = Ref("roadmap.item", done.items[row["item"]])
        earlier = accounts.comments(actor=done.actor, about=about).rows
        services.add_comment(
            actor=_speaker(done.actor, row["by"], me.user_id, me.name),
            now=at,
            about=about,
            body=row["text"].replace("{me}", me.name),
            quoted_id=earlier[-1].id if row.get("answers") and earlier else None,
        )


def attach(done: Entered, at: datetime) -> None:
    """What belongs to an item: where it is written about, and a file with figures."""
    row = done.content.talk["attached"]
    about = Ref("roadmap.item", done.items[row["item"]])
    services.add_link(**done.by(at), about=about, name=row["link"], url=row["url"])
    services.add_file(**done.by(at), about=about, name=row["file"], chunks=[row["text"].encode()])


def hear(done: Entered, now: datetime) -> None:
    """The demo's owner is one of its people, watches an item, and hears of what others did."""
    me = accounts.members(actor=done.actor)[0]
    mine = _speaker(done.actor, "{me}", me.user_id, me.name)
    team.join_person(actor=mine, now=now, person_id=done.people[done.content.talk["me"]])
    watched = Ref("roadmap.item", done.items[done.content.talk["watched"]])
    services.watch(actor=mine, now=now, about=watched, on=True)
    while services.notify(actor=done.actor, now=now):
        pass


def _speaker(actor: Actor, name: str, my_id: int, my_name: str) -> Actor:
    is_me = name == "{me}"
    return replace(actor, name=my_name if is_me else name, user_id=my_id if is_me else None)
