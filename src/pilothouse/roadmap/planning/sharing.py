"""Who goes through the same ups and downs: items of one team share its pace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from pilothouse.engine.schedule.plan import Plan
from pilothouse.roadmap.planning.problem import Inputs


def shared_pace(inputs: Inputs, plan: Plan) -> dict[str, str]:
    """By item, the name of the group whose pace it shares: the team of most of its planned people, else its
    own team, else its product.
    """
    found: dict[str, str] = {}
    idle = []
    for row in plan.placed:
        item = inputs.item(row.item)
        if item is None:
            idle.append(row.item)
            continue
        teams = Counter(team for name in row.people if (team := inputs.people[name].team_id) is not None)
        team = max(teams, key=lambda one: (teams[one], -one), default=item.team_id)
        found[row.item] = f"product {item.product_id}" if team is None else f"team {team}"
    # Starts and ends of parents take no work: they count with whoever comes first.
    first = next(iter(found.values()), "")
    return found | dict.fromkeys(idle, first)


def spread_by_team(spread: Mapping[str, float], teams: Mapping[str, str]) -> dict[str, float]:
    """By team, the spread of the factor that its work shares: that of the first of its items in the order of
    products, so that a product further down changes nothing.
    """
    found: dict[str, float] = {}
    for name, value in spread.items():
        if name in teams:
            found.setdefault(teams[name], value)
    return found
