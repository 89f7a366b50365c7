"""Products."""

from __future__ import annotations

from typing import Annotated

from ninja import Field

from pilothouse.kit.rest import Minor, Schema
from pilothouse.vision.schemas.values import Name
from pilothouse.vision.services import MOST

Statement = Annotated[str, Field(max_length=MOST["statement"], description="For whom, which problem")]
Description = Annotated[str, Field(max_length=MOST["description"], description="Markdown")]


class ProductNew(Schema):
    """A product to add; the key stays for good."""

    key: Annotated[str, Field(pattern="^[A-Z][A-Z0-9]{1,9}$")]
    name: Name
    statement: Statement = ""
    description: Description = ""
    budget_cents: Minor | None = None


class ProductChange(Schema):
    """What to change; what is left out stays. A budget of null takes it away."""

    name: Name | None = None
    statement: Statement | None = None
    description: Description | None = None
    budget_cents: Minor | None = None
