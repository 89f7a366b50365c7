"""Insights: what is known of people, what speaks for it and against it, and what it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pilothouse.kit.subjects import Subject

Strength = Literal["none", "anecdote", "weak", "moderate", "strong"]
STRENGTH_NAMES: dict[str, str] = {
    "none": "No evidence yet",
    "anecdote": "One voice",
    "weak": "Weak",
    "moderate": "Moderate",
    "strong": "Strong",
}
FEW = 5  # people from which evidence is more than weak
EVIDENCE_KINDS = ("market.feedback", "market.highlight", "market.survey_question", "market.study_task")


@dataclass(frozen=True, slots=True)
class InsightEvidence:
    """What speaks for an insight, or against it. `text` are the words or the question; `place`, where they
    come from; `people`, how many are behind it; `page`, the reference whose page shows it."""

    id: int
    source: str
    page: str
    text: str
    place: str
    method: str
    people: int
    is_against: bool
    gone: bool


@dataclass(frozen=True, slots=True)
class InsightLink:
    id: int
    target: Subject


@dataclass(frozen=True, slots=True)
class Insight:
    """A statement about people. `people`, how many different ones are behind its evidence; `methods`, by how
    many ways it was found; `against`, how many speak against it."""

    id: int
    title: str
    notes: str
    product: Subject | None
    study_id: int | None
    study_title: str
    owner_id: int | None
    owner_name: str
    evidence: tuple[InsightEvidence, ...]
    links: tuple[InsightLink, ...]
    people: int
    methods: int
    against: int
    version: int

    @property
    def product_ref(self) -> str:
        return self.product.ref if self.product else ""

    @property
    def strength(self) -> Strength:
        """One voice; weak below five people; moderate from five on; strong from five on by two ways or more
        and with no more than a quarter as many against."""
        if self.people == 0:
            return "none"
        if self.people == 1:
            return "anecdote"
        if self.people < FEW or self.against >= self.people:
            return "weak"
        is_strong = self.methods > 1 and self.against * 4 <= self.people
        return "strong" if is_strong else "moderate"

    @property
    def strength_name(self) -> str:
        return STRENGTH_NAMES[self.strength]

    @property
    def supporting(self) -> tuple[InsightEvidence, ...]:
        return tuple(row for row in self.evidence if not row.is_against)

    @property
    def opposing(self) -> tuple[InsightEvidence, ...]:
        return tuple(row for row in self.evidence if row.is_against)
