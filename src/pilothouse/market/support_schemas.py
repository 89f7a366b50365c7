"""What comes in over REST about support problems and service levels."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Query

from pilothouse.kit.rest import Id, PageNumber, PageSize, Schema
from pilothouse.market.contracts import ProblemState, Severity

Prose = Annotated[str, Field(max_length=100_000)]
Hours = Annotated[float, Field(ge=0.1, le=10_000, description="Working hours")]


class SupportFilter(Schema):
    """Which problems; all when nothing is given."""

    text: Annotated[str, Query(max_length=200, description="Words of title, text or company")] = ""
    state: Annotated[ProblemState | Literal["", "unsolved"], Query()] = ""
    severity: Annotated[Severity | Literal[""], Query()] = ""
    assignee: Annotated[Id | None, Query()] = None
    company: Annotated[Id | None, Query()] = None
    level: Annotated[
        Literal["", "breached", "soon"],
        Query(description="Service level missed, or due within four working hours"),
    ] = ""
    page: PageNumber = 1
    size: PageSize = 50


class SupportProblemChange(Schema):
    """What is known of it; what is left out stays."""

    title: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    words: Prose | None = None
    severity: Severity | None = None
    state: ProblemState | None = None
    company_id: Id | None = None
    contact_id: Id | None = None
    assignee_id: Id | None = None
    workaround: Prose | None = None
    reported_at: datetime | None = None
    answered_at: Annotated[datetime | None, Field(description="First answer; null for none yet")] = None


class SupportProblemNew(SupportProblemChange):
    title: Annotated[str, Field(min_length=1, max_length=200)]


class BulkProblems(Schema):
    """The same change on many, as one act."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=20_000)]
    assignee_id: Id | None = None
    company_id: Id | None = None


class Escalation(Schema):
    product_id: Annotated[Id, Field(description="The product that gets the item")]


class ProblemItem(Schema):
    target: Annotated[str, Field(max_length=60, description="An item: roadmap.item:3")]


class ToldProblems(Schema):
    """Problems whose customers were told."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=1_000)]
    how: Literal["e-mail", "phone", "meeting", "chat", "letter"] = "e-mail"


class UntoldProblems(Schema):
    ids: Annotated[list[Id], Field(min_length=1, max_length=1_000)]


class ServiceLevelNew(Schema):
    severity: Severity
    answer_hours: Hours
    solution_hours: Hours


class ServiceLevelsChange(Schema):
    """Severities that are left out stay."""

    levels: Annotated[list[ServiceLevelNew], Field(max_length=4)] = []
    day_begins: Annotated[float, Field(ge=0, le=23, description="Hour of the day, UTC")] | None = None
