"""Fields of responses that are changed where they are shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from pilothouse.accounts import queries as accounts
from pilothouse.kit.actor import Actor
from pilothouse.kit.editing import Editable
from pilothouse.risk import queries, services
from pilothouse.risk.contracts import RESPONSE_STATES, RiskResponse


def _stores(values: Callable[[Any], dict[str, Any]]) -> Callable[..., RiskResponse]:
    def store(
        *, actor: Actor, now: datetime, id: int, version: int | None, value: Any, why: str = ""
    ) -> RiskResponse:
        return services.change_response(
            actor=actor, now=now, id=id, version=version, values=values(value), why=why
        )

    return store


def _response(field: str, label: str, kind: Any, name: str = "", **more: Any) -> Editable:
    stored = name or field
    return Editable(
        noun="risk.response",
        rows=(RiskResponse,),
        read=queries.response,
        called=lambda row: row.title,
        field=field,
        label=label,
        kind=kind,
        change=_stores(lambda value: {stored: value}),
        **{"value": lambda row: getattr(row, stored)} | more,
    )


def _states(*, actor: Actor, row: RiskResponse | None) -> list[tuple[str, str]]:
    return [(word, word.capitalize()) for word in RESPONSE_STATES]


editables = (
    _response("title", "What is done", "line", needed=True),
    _response("state", "State", "choice", choices=_states, needed=True, asks_why=True),
    _response("cost", "Cost", "money", "cost_cents", currency=accounts.currency),
    _response("days", "Work, person-days", "number"),
)
