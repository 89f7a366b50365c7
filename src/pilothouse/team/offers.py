"""What the team offers the house: its place in the rail, its settings, and its people."""

from __future__ import annotations

from datetime import date

from pilothouse.accounts import queries as accounts
from pilothouse.kit.actor import Actor
from pilothouse.kit.offering import Action, Card, Noun, Rail, Setting
from pilothouse.kit.recorded import HIDDEN, Recorded
from pilothouse.kit.refs import Ref
from pilothouse.team import queries, services
from pilothouse.team.editables import acts, editables

__all__ = [
    "actions", "acts", "editables", "mine", "nouns", "panels", "rail", "recorded", "restores", "settings",
    "undoes",
]  # fmt: skip

rail = Rail("Team", "team:people", key="p", icon="users", order=40)

settings = (Setting("Calendar", "team:calendar", "Working days and public holidays", stays=True),)

actions = (
    Action("Add a person", "team:new-person"),
    Action("Skills and teams", "team:skills"),
    Action("Say who I am among the people", "accounts:profile"),
)

nouns = (
    Noun("team.person", "team:person", title="People", find=queries.find_people, named=queries.named_people),
    Noun(
        "team.skill",
        "team:skills",
        whole=True,
        title="Skills",
        find=queries.find_skills,
        named=queries.named_skills,
    ),
    Noun(
        "team.team",
        "team:skills",
        whole=True,
        title="Teams",
        find=queries.find_teams,
        named=queries.named_teams,
    ),
    Noun("team.calendar", "team:calendar", whole=True),
)

restores = dict.fromkeys(
    (
        "person.removed",
        "person.absence_removed",
        "calendar.day_opened",
        "team.removed",
        "skill.removed",
        "person.merged",
        "team.merged",
    ),
    services.restore,
)


undoes = dict.fromkeys(("team.person", "team.skill"), services.undo_act)


def _merged(noun: str) -> dict[str, Recorded]:
    return {
        "into": Recorded("merged into", noun=noun),
        "moved": HIDDEN,
        "dropped": HIDDEN,
        "filled": HIDDEN,
    }


recorded = {
    "team.team": {"name": HIDDEN, "members": HIDDEN, **_merged("team.team")},
    "team.skill": {"name": HIDDEN, "holders": HIDDEN},
    "team.person": {
        "account_id": HIDDEN,
        "team_id": Recorded("team", noun="team.team"),
        "availability": Recorded(unit="%"),
        "joins_on": Recorded("joins on"),
        "leaves_on": Recorded("leaves on"),
        "subdivision": Recorded("region"),
        "ramp_weeks": Recorded("time to settle in", unit="weeks"),
        "source": HIDDEN,
        "external_id": Recorded("name in the tracker"),
        "absences": Recorded("away"),
        "uid": HIDDEN,
        "first": Recorded("from"),
        **_merged("team.person"),
        "last": Recorded("to"),
    },
    "team.calendar": {
        "subdivision": Recorded("region"),
        "weekdays": Recorded(
            "working days",
            words=dict(enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))),
        ),
        "hours_per_day": Recorded("day", unit="hours"),
    },
}


def mine(*, actor: Actor, today: date) -> list[Card]:
    """Asks a member who has not said so whom they are."""
    return [] if queries.my_person(actor=actor) else [Card("notices", "team/_who.html", None, order=10)]


def panels(*, actor: Actor, today: date, about: Ref) -> list[Card]:
    """On the profile: whom the member is among the people."""
    if about.kind != "accounts.person" or about.id != actor.user_id:
        return []
    me = queries.my_person(actor=actor)
    email = accounts.profile(user_id=about.id).email
    guess = None if me else queries.person_by_address(actor=actor, email=email)
    choices = queries.owners(actor=actor)
    return [Card("main", "team/_me.html", {"me": me, "guess": guess, "choices": choices}, order=10)]
