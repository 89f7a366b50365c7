"""Who a name in a file is among the people of the team."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pilothouse.kit.actor import Actor
from pilothouse.kit.mailboxes import same_as
from pilothouse.team import models


class Match(NamedTuple):
    """Someone of the team, and what they were known by: import, e-mail, name or account."""

    person_id: int
    by: str


def match_names(*, actor: Actor, source: str, names: Iterable[str]) -> Mapping[str, Match]:
    """Those of `names` that are exactly one person of the team; one statement.

    Known by what an earlier import from `source` called them, by e-mail, by name (in either order), or by the
    account, which is the e-mail before the @. A name that fits two people is left out.
    """
    rows = models.Person.objects.filter(workspace_id=actor.workspace_id)
    known: dict[str, dict[str, set[int]]] = {
        by: defaultdict(set) for by in ("import", "e-mail", "name", "account")
    }
    for number, name, email, origin, external in rows.values_list(
        "pk", "name", "email", "source", "external_id"
    ):
        if origin == source and external:
            known["import"][external].add(number)
        known["name"][plain_name(name)].add(number)
        if email:
            known["e-mail"][same_as(email)].add(number)
            known["account"][email.lower().partition("@")[0]].add(number)
    found = {}
    for text in names:
        for by, people in known.items():
            key = {"import": text, "name": plain_name(text)}.get(by, same_as(text))
            fitting = people.get(key, ())
            if len(fitting) == 1:
                found[text] = Match(next(iter(fitting)), by)
            if fitting:
                break
    return found


def plain_name(name: str) -> str:
    """A name in small letters; `Doe, Jo` is `jo doe`."""
    last, comma, first = name.partition(",")
    words = f"{first} {last}" if comma else name
    return " ".join(words.lower().split())
