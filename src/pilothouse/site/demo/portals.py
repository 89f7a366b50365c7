"""The public portal of the demo, and what came in through it, a program and a mailbox."""

from __future__ import annotations

import io
import tomllib
from datetime import datetime
from typing import Any

from pilothouse.kit.refs import Ref
from pilothouse.market import queries, services
from pilothouse.site.demo.content import HERE, Row
from pilothouse.site.demo.entered import Entered

_MAIL = b"""From ops@brightwater.example Thu Jan  1 00:00:00 2026
From: "Oda of Brightwater" <ops@brightwater.example>
Message-ID: <1@brightwater.example>
Subject: Lag after the upgrade
Content-Type: text/html; charset=utf-8

<p>Since the upgrade two consumers lag by <b>ten minutes</b> each morning.</p>
<p>Is there a setting for it?</p>
"""


def open_portal(done: Entered, now: datetime) -> None:
    """A portal with entries, votes and posts; a key of the help desk; a mailbox."""
    about, by = tomllib.loads((HERE / "portal.toml").read_text(encoding="utf-8")), done.by(now)
    product = str(Ref("vision.product", done.products[about["product"]]))
    portal = services.add_portal(**by, title=about["title"], intro=about["intro"], product=product)
    token = portal.path.rsplit("/", 1)[-1]
    for row in about["entry"]:
        _entry(done, now, portal.id, token, row)
    for place, row in enumerate(about["post"]):
        _post(done, now, token, f"198.51.100.{place}", row)
    key = services.add_intake_key(**by, name="Help desk")
    actor = services.authenticate_key(secret=key.secret, now=now, network="198.51.100.99")
    for row in about["program"]:
        services.post_by_program(actor=actor, now=now, **row)
    services.take_mailbox(**by, stream=io.BytesIO(_MAIL))


def _entry(done: Entered, now: datetime, portal: int, token: str, row: Row) -> None:
    by = done.by(now)
    target = str(Ref("roadmap.item", done.items[row["target"]])) if "target" in row else None
    entry = services.add_entry(
        **by,
        portal_id=portal,
        title=row["title"],
        text=row["text"],
        status=row["status"],
        target=target,
        is_published=not row.get("is_hidden", False),
    )
    known = [each.email for each in queries.contacts(actor=done.actor, size=60).rows if each.email]
    mails = known[entry.id % 7 :][: row.get("votes", 0)]
    mails += [f"visitor{place}@example{entry.id}.example" for place in range(row.get("visitors", 0))]
    late = [f"late{place}@example{entry.id}.example" for place in range(row.get("unconfirmed", 0))]
    for place, email in enumerate((*mails, *late)):
        vote: Any = {"network": f"203.0.113.{place}", "entry_id": entry.id, "email": email}
        path = services.vote(token=token, now=now, **vote)
        if email not in late:
            services.confirm_vote(token=path.rsplit("/", 1)[-1], now=now)


def _post(done: Entered, now: datetime, token: str, network: str, row: Row) -> None:
    said = {name: row.get(name, "") for name in ("text", "name", "email")}
    services.post_to_portal(token=token, now=now, network=network, **said)
    if "state" in row:
        newest = queries.posts(actor=done.actor, size=1).rows[0]
        services.settle_posts(**done.by(now), ids=[newest.id], state=row["state"])
