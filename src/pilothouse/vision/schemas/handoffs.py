"""Hand-offs."""

from __future__ import annotations

from typing import Annotated

from ninja import Field

from pilothouse.kit.rest import Id, Schema
from pilothouse.vision.schemas.values import Reason


class HandoffNew(Schema):
    team_ids: Annotated[list[Id], Field(min_length=1, max_length=100)]
    note: Reason = ""


class Note(Schema):
    note: Reason = ""
