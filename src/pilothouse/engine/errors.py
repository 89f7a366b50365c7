"""The engine's one error."""

from __future__ import annotations


class InvalidProblem(ValueError):
    """A problem that cannot be computed: what is wrong, where, and how to fix it."""

    def __init__(self, message: str, *, where: str = "", cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.cure = cure
