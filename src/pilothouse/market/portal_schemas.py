"""What comes in over REST about portals, posts and keys of programs."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Field, Query

from pilothouse.kit.rest import Id, PageNumber, PageSize, Schema
from pilothouse.kit.text import MOST_TEXT
from pilothouse.market.contracts import EntryStatus, PostState

Title = Annotated[str, Field(min_length=1, max_length=200)]
Words = Annotated[str, Field(max_length=5_000)]
Product = Annotated[str | None, Field(max_length=60, description="vision.product:3, or null")]
Behind = Annotated[str | None, Field(max_length=60, description="roadmap.item:3; never shown outside")]


class PortalChange(Schema):
    """What is known of it; what is left out stays."""

    title: Title | None = None
    intro: Words | None = None
    product: Product = None
    takes_posts: bool | None = None
    takes_votes: bool | None = None


class PortalNew(PortalChange):
    title: Title


class PortalEntryChange(Schema):
    """What is known of it; what is left out stays. Nobody outside sees it before it is published."""

    title: Title | None = None
    text: Words | None = None
    status: EntryStatus | None = None
    is_published: bool | None = None
    target: Behind = None


class PortalEntryNew(PortalEntryChange):
    title: Title


class PostFilter(Schema):
    """Which posts; those that wait when nothing is given."""

    text: Annotated[str, Query(max_length=200, description="Words, sender or address")] = ""
    state: Annotated[Literal["", "waiting", "accepted", "rejected", "spam"], Query()] = "waiting"
    way: Annotated[Literal["", "form", "program", "mail"], Query()] = ""
    page: PageNumber = 1
    size: PageSize = 50


class PostsSettled(Schema):
    """What becomes of posts, all in one act."""

    ids: Annotated[list[Id], Field(min_length=1, max_length=20_000)]
    state: PostState


class PostNew(Schema):
    """What somebody said, as a program sends it. It waits for a member; `key` again changes nothing."""

    text: Annotated[str, Field(min_length=1, max_length=MOST_TEXT)]
    name: Annotated[str, Field(max_length=200, description="Who said it, as they call themselves")] = ""
    email: Annotated[str, Field(max_length=254)] = ""
    key: Annotated[str, Field(max_length=200, description="By which the program knows it")] = ""


class IntakeKeyNew(Schema):
    """A key that may send feedback, and nothing else."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
