"""The ledger of the workspace: what its resolved statements say of those that are open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pilothouse.journal import queries as journal
from pilothouse.kit.actor import Actor, Role
from pilothouse.kit.errors import Invalid
from pilothouse.kit.paging import Page, paginate
from pilothouse.risk import models
from pilothouse.risk.contracts.ledger import (
    LEDGER_STATES,
    UNSCORED,
    Fifth,
    Reliability,
    RiskLedger,
    StatedProbability,
)
from pilothouse.risk.queries.ledger import as_stated, statements_of
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
    mine = _mine(actor)
    rows = statements_of(actor).exclude(how__in=UNSCORED)
    if state == "open":
        rows = rows.filter(how="")
    elif not actor.may(Role.OWNER):
        own = rows.filter(person_id=mine or 0)
        rows = own if state == "resolved" else own | rows.filter(how="")
    if state == "resolved":
        rows = rows.exclude(how="")
    found = _known(actor)[0]

    def made(row: models.Stated) -> StatedProbability:
        seen = actor.may(Role.OWNER) or (mine is not None and row.person_id == mine)
        person = str(row.person_id or "") if seen else ""
        return as_stated(row, found.corrected(row.stated, person) if found and not row.how else None)

    return paginate(rows, page, size, made)


def _mine(actor: Actor) -> int | None:
    me = team.my_person(actor=actor)
    return me.id if me else None


def _known(actor: Actor) -> tuple[Ledger | None, RiskLedger]:
    """Made once for each change of the record."""
    mine = _mine(actor)
    return journal.unchanged(lambda: _learned(actor, mine), actor=actor, name="ledger", about=(mine,))


def _learned(actor: Actor, mine: int | None) -> tuple[Ledger | None, RiskLedger]:
    from pilothouse.engine.risk.ledger import LEAST, Statement, learn

    rows = statements_of(actor)
    known = list(rows.filter(came__isnull=False).order_by("id").values_list("person_id", "stated", "came"))
    open_ones = rows.filter(how="").count()
    if not known:
        return None, RiskLedger("as stated", LEAST, 0, open_ones, None, (), (), actor.may(Role.OWNER))
    found = learn([Statement(str(person or ""), stated, bool(came)) for person, stated, came in known])
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
