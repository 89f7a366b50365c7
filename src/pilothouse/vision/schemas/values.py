"""Values that several bodies share."""

from __future__ import annotations

from typing import Annotated

from ninja import Field

from pilothouse.vision.services import MOST

Line = Annotated[str, Field(max_length=300)]
NeededLine = Annotated[str, Field(min_length=1, max_length=300)]
Name = Annotated[str, Field(min_length=1, max_length=MOST["name"])]
Words = Annotated[str, Field(max_length=100_000, description="Markdown")]
Reason = Annotated[str, Field(max_length=10_000)]
Key = Annotated[str, Field(max_length=40)]
