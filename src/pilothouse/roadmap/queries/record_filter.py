"""Which forecasts of the record are asked for."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid
from pilothouse.kit.products import Products, of_products
from pilothouse.roadmap import models
from pilothouse.roadmap.contracts import BANDS

STATES = ("resolved", "held", "missed", "unscored", "open", "all")
NO_TEAM = "none"


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """What of the record is asked for. `horizon` is a key of BANDS, `team` a number or `none`."""

    product: Products = None
    team: str = ""
    horizon: str = ""
    subject: str = ""
    state: str = "resolved"
    every: bool = False

    def __post_init__(self) -> None:
        for name, value, words in (
            ("horizon", self.horizon, ("", *BANDS)),
            ("subject", self.subject, ("", "item", "release")),
            ("state", self.state, STATES),
        ):
            if value not in words:
                raise Invalid(
                    f"'{value[:40]}' is not a {name}.",
                    where=name,
                    cure=f"Use one of {', '.join(filter(None, words))}.",
                )
        if self.team and self.team != NO_TEAM and not (self.team.isdecimal() and len(self.team) < 10):
            raise Invalid(f"'{self.team[:40]}' is not a team.", where="team", cure="Give its number.")

    @property
    def is_set(self) -> bool:
        """Whether it narrows anything down."""
        return self != RecordFilter(state=self.state)


def narrowed(actor: Actor, narrow: RecordFilter) -> QuerySet[models.ForecastEntry]:
    return of_record(actor.workspace_id, narrow)


def of_record(workspace_id: int, narrow: RecordFilter) -> QuerySet[models.ForecastEntry]:
    rows = models.ForecastEntry.objects.filter(workspace_id=workspace_id)
    rows = of_products(rows, narrow.product)
    if narrow.team:
        mine = Q(team__isnull=True) if narrow.team == NO_TEAM else Q(team_id=int(narrow.team))
        rows = rows.filter(mine)
    if narrow.horizon:
        rows = rows.filter(band=narrow.horizon)
    if narrow.subject:
        rows = rows.filter(subject=narrow.subject)
    return rows
