"""Objectives with key results, and personas."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from ninja import Field

from pilothouse.kit.rest import Id, Schema
from pilothouse.vision.schemas.values import Key, Line, Name, NeededLine, Words

Metric = Annotated[str, Field(max_length=200)]
Figure = Annotated[float, Field(ge=-(10**15), le=10**15, allow_inf_nan=False)]


class ObjectiveNew(Schema):
    title: NeededLine
    description: Words = ""
    owner_id: Id | None = None
    due_on: date | None = None


class ObjectiveChange(Schema):
    """What to change; what is left out stays."""

    title: NeededLine | None = None
    description: Words | None = None
    owner_id: Id | None = None
    due_on: date | None = None


class KeyResultNew(Schema):
    title: NeededLine
    metric: Metric = ""
    unit: Key = ""
    source: Line = ""
    baseline: Figure | None = None
    target: Figure | None = None
    current: Figure | None = None


class KeyResultChange(Schema):
    """What to change; what is left out stays."""

    title: NeededLine | None = None
    metric: Metric | None = None
    unit: Key | None = None
    source: Line | None = None
    baseline: Figure | None = None
    target: Figure | None = None
    current: Figure | None = None


class PersonaNew(Schema):
    name: Name
    description: Words = ""
    goals: Words = ""
    pains: Words = ""


class PersonaChange(Schema):
    """What to change; what is left out stays."""

    name: Name | None = None
    description: Words | None = None
    goals: Words | None = None
    pains: Words | None = None
