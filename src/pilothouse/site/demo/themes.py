"""What the feedback of the demo is about: themes that its product managers named, those that a look through
all of it proposed, and what nobody decided yet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from pilothouse.market import queries, services
from pilothouse.site.demo.content import Row
from pilothouse.site.demo.entered import Entered

# What feedback asks for -> the theme that somebody put it into.
_NAMED = {
    "connectors-wh": "Duplicates in the warehouse",
    "off-bundle": "Updates without internet",
    "manifest-diff": "See changes before they apply",
    "rollback": "A way back from updates",
    "waves": "Updates in waves",
    "audit-log": "Audit log",
    "meter-api": "Usage by API",
    "encryption": "Keys of one's own",
}
_MERGED = ("Updates in waves", "A way back from updates")  # the first into the second


def find_themes(
    done: Entered, now: datetime, said: Iterable[tuple[str, Row]], numbers: dict[str, int]
) -> None:
    """Look through all feedback; themes that stand out are accepted, loose groups wait for a decision."""
    by = done.by(now)
    services.look_through(**by, step=_silent)
    asked: dict[str, list[int]] = defaultdict(list)
    for key, row in said:
        if row["asks"] in _NAMED:
            asked[_NAMED[row["asks"]]].append(numbers[key])
    made = {name: services.add_theme(**by, name=name) for name in asked}
    for name, ids in asked.items():
        services.change_many(**by, kind="market.feedback", ids=ids, values={"theme_id": made[name].id})
    one, other = (made[name] for name in _MERGED)
    services.merge_theme(**by, id=one.id, version=one.version, into=other.id)
    clear = [
        row.id
        for row in queries.proposals(actor=done.actor)
        if all(part.kind == "theme" for part in row.parts)
    ]
    if clear:
        services.accept_proposals(**by, ids=clear)
    services.compute_figures(**by, step=_silent)


def _silent(text: str, done: int, of: int) -> None:
    """Nobody waits for the demo step by step."""
