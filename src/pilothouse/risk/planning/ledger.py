"""The ledger of the workspace: what its resolved statements say of those that are open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Invalid
from pilothouse.kit.paging import Page
from pilothouse.risk.contracts.ledger import (
    LEDGER_STATES,
    Fifth,
    Reliability,
    RiskLedger,
    StatedProbability,
)
from pilothouse.risk.queries import ledger as queries
from pilothouse.team import queries as team

if TYPE_CHECKING:
    from pilothouse.engine.risk.ledger import Ledger, Record

SHOWN = (0.1, 0.3, 0.5)  # probabilities that are often stated


def risk_ledger(*, actor: Actor) -> RiskLedger:
    """What stated probabilities of the workspace turned out to be."""
    return _known(actor)[1]


def stated_probabilities(
    *, actor: Actor, state: str = "all", page: int = 1, size: int = 50
) -> Page[StatedProbability]:
    """Newest first; those that are resolved, open, or all. Owners of the workspace see everyone's, others
    those of their own; what is open, everyone sees, and corrected as the caller may know."""
    if state not in LEDGER_STATES:
        raise Invalid(
            f"'{state[:20]}' is not a state of a statement.",
            where="state",
            cure=f"Give one of: {', '.join(LEDGER_STATES)}.",
        )
    mine, sees_all = _mine(actor), actor.may(Role.OWNER)
    found = _known(actor)[0]
    rows = queries.statements(
        actor=actor, state=state, of=None if sees_all else mine or 0, page=page, size=size
    )

    def corrected(row: StatedProbability) -> StatedProbability:
        if found is None or row.how:
            return row
        seen = sees_all or (mine is not None and row.person_id == mine)
        return replace(row, corrected=found.corrected(row.stated, str(row.person_id or "") if seen else ""))

    return replace(rows, rows=tuple(map(corrected, rows.rows)))


def _mine(actor: Actor) -> int | None:
    me = team.my_person(actor=actor)
    return me.id if me else None


def _known(actor: Actor) -> tuple[Ledger | None, RiskLedger]:
    """Made once for each change of the record."""
    mine = _mine(actor)
    return journal.unchanged(lambda: _learned(actor, mine), actor=actor, name="ledger", about=(mine,))


def _learned(actor: Actor, mine: int | None) -> tuple[Ledger | None, RiskLedger]:
    from pilothouse.engine.risk.ledger import LEAST, Statement, learn

    known = queries.scored_statements(actor=actor)
    open_ones = queries.open_statements(actor=actor)
    if not known:
        return None, RiskLedger("as stated", LEAST, 0, open_ones, None, (), (), actor.may(Role.OWNER))
    found = learn([Statement(str(person or ""), stated, came) for person, stated, came in known])
    names = {str(number): name for number, name in team.names(actor=actor).items()}
    sees_all = actor.may(Role.OWNER)
    people = tuple(
        _reliability(found, row, names)
        for row in found.people
        if row.person and (sees_all or row.person == str(mine or ""))
    )
    return found, RiskLedger(
        map=found.map,
        least=LEAST,
        resolved=found.statements,
        open=open_ones,
        overall=_reliability(found, found.overall, names),
        people=people,
        fifths=tuple(Fifth(row.low, row.high, row.statements, row.stated, row.came) for row in found.held),
        sees_all=sees_all,
    )


def _reliability(found: Ledger, row: Record, names: Mapping[str, str]) -> Reliability:
    return Reliability(
        person_id=int(row.person) if row.person else None,
        name=names.get(row.person, "Someone who left") if row.person else "All",
        statements=row.statements,
        stated=row.stated,
        came=row.came,
        brier=row.brier,
        log_loss=row.log_loss,
        corrected=row.corrected,
        meant=tuple((each, round(found.corrected(each, row.person), 4)) for each in SHOWN),
    )
