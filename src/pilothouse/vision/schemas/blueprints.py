"""Blueprints and traces."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Field

from pilothouse.kit.rest import Schema
from pilothouse.vision.schemas.values import NeededLine, Reason
from pilothouse.vision.services import LONG_TEXT, MOST_TEXT

Text = Annotated[str, Field(max_length=MOST_TEXT, description="Markdown")]
NeededKey = Annotated[str, Field(min_length=1, max_length=40)]
State = Literal["draft", "in_review", "finalised"]
Format = Literal["md", "docx", "odt", "html"]


class BlueprintNew(Schema):
    title: NeededLine
    text: Text = ""
    why: Reason = ""


class BlueprintChange(Schema):
    """What to change; what is left out stays. `why` stands in the history."""

    title: NeededLine | None = None
    text: Text | None = None
    why: Reason = ""


class StateChange(Schema):
    """Reopening a finalised blueprint needs a reason."""

    state: State
    why: Reason = ""


class TextIn(Schema):
    text: Annotated[
        str, Field(max_length=LONG_TEXT, description="Markdown; a longer text is reviewed once it is saved")
    ]


class TraceNew(Schema):
    """`key` is that of a statement, `to` that of an item or of another statement."""

    key: NeededKey
    to: NeededKey
