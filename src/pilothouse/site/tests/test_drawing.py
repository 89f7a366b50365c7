"""Rows that are drawn once for the same values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest
from django.http import HttpRequest
from django.template import Context, Template
from django.template.engine import Engine
from django.test import RequestFactory

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor, Role
from pilothouse.site.templatetags import drawing

OWNER = Actor(1, "Olu", 1, "acme", Role.OWNER)


@dataclass(frozen=True)
class Row:
    title: str
    parts: Any = ()


@pytest.fixture(autouse=True)
def _drawn_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_KEPT", drawing._Kept())
    monkeypatch.setattr(clock, "today", lambda: date(2026, 11, 23))


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was drawn, each time that it was."""
    found: list[str] = []
    row = Template("{{ row.title }}{{ unnamed }}")

    class Watched:
        def render(self, context: Context) -> Any:
            found.append(row.render(context))
            return found[-1]

    monkeypatch.setattr(Engine, "get_template", lambda self, name: Watched())
    return found


def _say(row: Any, actor: Actor = OWNER, query: str = "", name: str = "row.html") -> str:
    request: HttpRequest = RequestFactory().get(f"/?{query}")
    context = Context({"row": row, "actor": actor, "request": request, "unnamed": "not told", "name": name})
    return Template("{% drawn name row=row %}").render(context)


def test_equal_values_are_drawn_once_and_by_them_alone(times: list[str]) -> None:
    assert [_say(Row("A <b>")), _say(Row("A <b>"))] == ["A &lt;b&gt;", "A &lt;b&gt;"]
    assert len(times) == 1


def test_another_value_reader_day_address_or_template_is_drawn_anew(
    times: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    _say(Row("A"))
    for again in (
        lambda: _say(Row("B")),
        lambda: _say(Row("A"), replace(OWNER, role=Role.VIEWER)),
        lambda: _say(Row("A"), replace(OWNER, workspace_id=2)),
        lambda: _say(Row("A"), query="page=2"),
        lambda: _say(Row("A"), name="other.html"),
        lambda: (monkeypatch.setattr(clock, "today", lambda: date(2027, 1, 1)), _say(Row("A"))),
    ):
        before = len(times)
        again()
        assert len(times) == before + 1


def test_what_cannot_be_compared_is_drawn_each_time(times: list[str]) -> None:
    for _ in range(2):
        assert _say(Row("A", parts=[1])) == "A"
    assert len(times) == 2


def test_so_many_characters_are_kept_and_no_more(times: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_MOST", 10)
    for title in ("aaaa", "bbbb", "aaaa", "cccc", "aaaa"):
        _say(Row(title))
    assert times == ["aaaa", "bbbb", "cccc"]
    _say(Row("bbbb"))
    assert times[-1] == "bbbb"
