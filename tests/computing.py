"""Whoever computes while a transaction is open keeps everybody else from writing: found where tests lead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

import pytest

_SEEN: list[str] = []


def is_held() -> bool:
    """Whether a transaction is open that is not the test's own."""
    from django.db import connection

    return not all(getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


def _watched(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def call(*given: Any, **named: Any) -> Any:
        if is_held():
            _SEEN.append(name)
        return function(*given, **named)

    return call


def _what_computes() -> Iterator[tuple[type[Any], str]]:
    """Methods through which everything goes that takes long: texts are read and reviewed, plans posed,
    pages and letters put into words, passwords hashed."""
    from django.contrib.auth.hashers import get_hashers
    from django.template.base import Template

    from pilothouse.engine.review.document import Document
    from pilothouse.engine.review.run import Reviewer
    from pilothouse.engine.schedule.problem import Problem

    yield Document, "__init__"
    yield Reviewer, "review"
    yield Reviewer, "review_graph"
    yield Problem, "__post_init__"
    yield Template, "render"
    for hasher in get_hashers():
        yield type(hasher), "encode"


@pytest.fixture(autouse=True, scope="session")
def _watch_what_computes(request: pytest.FixtureRequest) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for kind, name in _what_computes():
            patch.setattr(kind, name, _watched(f"{kind.__name__}.{name}", getattr(kind, name)))
        yield


@pytest.fixture(autouse=True)
def _nothing_is_computed_in_a_transaction() -> Iterator[None]:
    _SEEN.clear()
    yield
    assert not _SEEN, f"Computed while a transaction was open, which keeps others from writing: {_SEEN[:5]}"


def seen() -> list[str]:
    """What was computed in a transaction since the test began."""
    return list(_SEEN)


def forget() -> None:
    """Let the test end well although it computed in a transaction."""
    _SEEN.clear()
