"""What comes in over REST about competitors, features, facts and prices."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Field, Query

from pilothouse.kit.rest import PageNumber, PageSize, Schema
from pilothouse.market.contracts import MOST_MONTHS, Answer

Line = Annotated[str, Field(max_length=200)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Source = Annotated[str, Field(max_length=500, description="A link, or where it was heard")]
Reference = Annotated[str, Field(max_length=60)]
ProductRef = Annotated[str, Field(max_length=60, description="A product: vision.product:1")]
Own = Literal["unknown", "shipped", "planned", "no"]
FactNumber = Annotated[int, Field(ge=1, le=2**60, description="The `id` of a fact")]


class CompetitorFilter(Schema):
    product: Annotated[str, Query(max_length=60, description="Only of this product: vision.product:1")] = ""


class CompetitorFields(Schema):
    """What can be said about a competitor; what is left out stays."""

    website: Line | None = None
    notes: Annotated[str, Field(max_length=20_000)] | None = None
    against: (
        Annotated[
            list[ProductRef], Field(max_length=100, description="Products it competes with; none for all")
        ]
        | None
    ) = None


class CompetitorNew(CompetitorFields):
    name: Name


class CompetitorChange(CompetitorFields):
    name: Name | None = None


class FeatureFilter(Schema):
    """Which features; all when nothing is given."""

    product: Annotated[str, Query(max_length=60, description="Only of this product: vision.product:1")] = ""
    text: Annotated[str, Query(max_length=200, description="Part of name or description")] = ""
    shown: Literal["", "expiring", "unverified", "only-we", "all-but-us"] = ""
    page: PageNumber = 1
    size: PageSize = 50


class FeatureFields(Schema):
    """What can be said about a feature; what is left out stays. With an item it is planned."""

    description: Annotated[str, Field(max_length=5_000)] | None = None
    own: Own | None = None
    item: Annotated[Reference | None, Field(description="The item that brings it: roadmap.item:3")] = None


class FeatureNew(FeatureFields):
    product: ProductRef
    name: Name


class FeatureChange(FeatureFields):
    name: Name | None = None


class FactSeen(Schema):
    """What was seen. Left out, it was seen today by the caller, and expires after the usual months."""

    answer: Answer
    source: Source | None = None
    seen_on: date | None = None
    seen_by: Line | None = None
    expires_on: Annotated[date | None, Field(description="null: never")] = None


class FactsSeenAgain(Schema):
    """Facts that were checked and still hold, by their `id`."""

    ids: Annotated[list[FactNumber], Field(min_length=1, max_length=1_000)]


class CheckFilter(Schema):
    page: PageNumber = 1
    size: PageSize = 50


class RestingNew(Schema):
    target: Annotated[str, Field(max_length=60, description="An item or a requirement: roadmap.item:3")]
    note: Annotated[str, Field(max_length=500)] = ""


class CompetitorPlanNew(Schema):
    name: Name
    notes: Annotated[str, Field(max_length=500)] = ""


class CompetitorPlanChange(Schema):
    name: Name | None = None
    notes: Annotated[str, Field(max_length=500)] | None = None


class PriceNew(Schema):
    """What a plan costs from a day on, today where none is given."""

    amount_cents: Annotated[int, Field(ge=0, le=10**15, description="Minor units of `currency`")]
    currency: Annotated[
        str, Field(pattern=r"^([A-Za-z]{3})?$", description="ISO 4217; else the workspace's currency")
    ] = ""
    period: Literal["month", "year", "once"] = "month"
    per: Literal["seat", "flat"] = "seat"
    from_on: date | None = None
    source: Source = ""


class CompetitorSettingsChange(Schema):
    months: Annotated[int, Field(ge=1, le=MOST_MONTHS, description="After which facts expire")]


class RateStated(Schema):
    currency: Annotated[str, Field(pattern=r"^[A-Za-z]{3}$", description="ISO 4217")]
    rate: Annotated[str, Field(max_length=30, description="What one unit is worth: 0.92")]
    stated_on: date | None = None
