"""One page of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

T = TypeVar("T")
R = TypeVar("R", covariant=True)

MAX_SIZE = 500


class Rows(Protocol[R]):
    """What a queryset offers to paging."""

    def count(self) -> int: ...

    def __getitem__(self, part: slice, /) -> Iterable[R]: ...


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows `(page - 1) * size` onward of `total`; `page` counts from 1."""

    rows: tuple[T, ...]
    total: int
    page: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def first(self) -> int:
        return (self.page - 1) * self.size + 1 if self.total else 0

    @property
    def last(self) -> int:
        return min(self.page * self.size, self.total)

    @property
    def previous(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


def part_of(rows: Sequence[T], page: int, size: int) -> Page[T]:
    """A page of rows that are at hand. A page past the end shows the last page."""
    page = max(1, min(page, -(-len(rows) // size) or 1))
    return Page(tuple(rows[(page - 1) * size : page * size]), len(rows), page, size)


def paginate(rows: Rows[R], page: int, size: int, make: Callable[[R], T]) -> Page[T]:
    """Two queries: a count and the rows. A page past the end shows the last page."""
    size = max(1, min(size, MAX_SIZE))
    total = rows.count()
    page = max(1, min(page, -(-total // size) or 1))
    part = rows[(page - 1) * size : page * size]
    return Page(tuple(make(row) for row in part), total, page, size)
