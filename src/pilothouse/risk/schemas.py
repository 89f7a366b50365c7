"""What comes in over REST."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from ninja import Field

from pilothouse.kit.rest import Id, Minor, Schema

State = Literal["open", "resolved", "accepted"]
Leans = Literal["good", "bad", "neither"]
Key = Annotated[str, Field(max_length=40)]
Reference = Annotated[str, Field(max_length=60, description="Such as vision.product:3")]
Scope = Annotated[
    str, Field(pattern=r"^[a-z]+\.[a-z_]+:[0-9]{1,18}$", description="A product, such as vision.product:3")
]
Prose = Annotated[str, Field(max_length=20_000)]
Question = Annotated[str, Field(min_length=1, max_length=500)]
Items = Annotated[list[Key], Field(max_length=200, description="Keys of items that wait for the answer")]
Days = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False, description="Working days")]
Chance = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, description="Of a bad answer")]


class UncertaintyNew(Schema):
    """A question to ask about a product; `about` is a blueprint of it, `part` the key of a statement of that;
    `instead` is what someone who knew would do."""

    scope: Scope
    question: Question
    detail: Prose = ""
    owner_id: Id | None = None
    due_on: date | None = None
    blocking: bool = True
    about: Reference = ""
    part: Key = ""
    items: Items = []
    chance: Chance | None = None
    wrong: Prose = ""
    wrong_days: Days = 0
    wrong_cents: Minor = 0
    instead: Prose = ""
    instead_days: Days | None = None
    instead_cents: Minor | None = None
    test: Prose = ""
    test_days: Days = 0
    test_cents: Minor = 0


class UncertaintyChange(Schema):
    """What to change; what is left out stays."""

    question: Question | None = None
    detail: Prose | None = None
    owner_id: Id | None = None
    due_on: date | None = None
    blocking: bool | None = None
    about: Reference | None = None
    part: Key | None = None
    items: Items | None = None
    chance: Chance | None = None
    wrong: Prose | None = None
    wrong_days: Days | None = None
    wrong_cents: Minor | None = None
    instead: Prose | None = None
    instead_days: Days | None = None
    instead_cents: Minor | None = None
    test: Prose | None = None
    test_days: Days | None = None
    test_cents: Minor | None = None


class EvidenceNew(Schema):
    text: Annotated[str, Field(min_length=1, max_length=20_000)]
    source: Annotated[str, Field(max_length=500)] = ""
    leans: Leans = "neither"
    found_on: date | None = None


class Resolution(Schema):
    resolution: Annotated[str, Field(min_length=1, max_length=10_000)]


class Reasoning(Schema):
    why: Annotated[str, Field(min_length=1, max_length=10_000)]
