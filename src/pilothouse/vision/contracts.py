"""What leaves the vision room."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """A product. `key` begins the keys of its items; `statement` says for whom and against which problem.

    `description` is Markdown.
    """

    id: int
    key: str
    name: str
    statement: str
    description: str
    version: int
