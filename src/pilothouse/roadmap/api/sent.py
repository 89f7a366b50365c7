"""What the bodies and addresses of the roadmap's operations have in common."""

from __future__ import annotations

from typing import Annotated

from ninja import Field

Title = Annotated[str, Field(min_length=1, max_length=500)]
Key = Annotated[str, Field(min_length=1, max_length=40)]
Name = Annotated[str, Field(min_length=1, max_length=255)]
Days = Annotated[float, Field(ge=0, le=10_000)]
Share = Annotated[float, Field(ge=0, le=1)]
