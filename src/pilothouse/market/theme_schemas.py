"""What comes in over REST about themes."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Field, Query

from pilothouse.kit.rest import Id, PageNumber, PageSize, Schema

Kind = Literal["theme", "loose", "routine"]
Name = Annotated[str, Field(min_length=1, max_length=120)]


class ThemeFilter(Schema):
    """Which open themes; all when nothing is given."""

    text: Annotated[str, Query(max_length=200, description="Words of the name")] = ""
    kind: Annotated[Kind | Literal[""], Query(description="`loose`: stands out less, never ranked")] = ""
    sort: Annotated[Literal["feedback", "trend", "name"], Query()] = "feedback"
    page: PageNumber = 1
    size: PageSize = 50


class ThemeNew(Schema):
    name: Name


class ThemeChange(Schema):
    """What is left out stays."""

    name: Name | None = None
    is_pinned: Annotated[bool | None, Field(description="No look proposes to change a pinned theme")] = None
    kind: Kind | None = None


class ThemeInto(Schema):
    into: Id


class ProposalIds(Schema):
    ids: Annotated[list[Id], Field(min_length=1, max_length=1_000)]


class ThemesAct(Schema):
    batch: Annotated[str, Field(min_length=1, max_length=40)]
