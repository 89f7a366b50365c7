"""Looks of pages that members keep."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SavedView:
    """A kept look of `page` (`roadmap.table`): `query` is the query string that its address had, without the
    product. `is_usual`: the page opens with it for who asks; `may_change`: they may rename and remove it."""

    id: int
    page: str
    name: str
    query: str
    shared: bool
    owner_name: str
    is_mine: bool
    is_usual: bool
    may_change: bool
    version: int
