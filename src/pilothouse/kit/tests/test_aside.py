"""What is put aside on disk while a file is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from pilothouse.kit.tables import aside
from pilothouse.kit.tables.aside import Keys, Spool, Texts


def test_a_key_keeps_its_first_value_until_another_is_put() -> None:
    keys = Keys()
    assert keys.add("A-1", 2) is None
    assert keys.add("A-1", 9) == 2
    assert "A-1" in keys
    assert "a-1" not in keys
    keys.put("A-1", 9)
    assert keys.get("A-1") == 9
    assert keys.get("A-2", "none") == "none"


def test_a_key_may_hold_what_no_encoding_writes() -> None:
    keys = Keys()
    assert keys.add("A\ud800", 1) is None
    assert keys.get("A\ud800") == 1


def test_keys_are_known_in_memory_and_on_disk_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aside, "_IN_MEMORY", 3)
    keys = Keys()
    told = [keys.add(name, place) for place, name in enumerate(("A", "B\ud800", "A", "C", "D", "C", "A"), 1)]
    assert told == [None, None, 1, None, None, 4, 1]
    keys.put("A", "other")
    found = {name: keys.get(name) for name in ("A", "B\ud800", "C", "D", "E")}
    assert found == {"A": "other", "B\ud800": 2, "C": 4, "D": 5, "E": None}


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Whole:
    name: str
    parts: tuple[_Part, ...] = ()
    more: dict[str, list[str]] = field(default_factory=dict)
    given: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class _ByName:
    name: str
    many: int = field(default=1, kw_only=True)
    length: int = field(init=False, default=7)


def test_dataclasses_come_back_equal_whatever_they_are_made_of() -> None:
    spool, now = Spool(), datetime(2027, 1, 2, tzinfo=UTC)
    values = [
        _Whole("a", (_Part("x", now), _Part("y")), {"k": ["v"]}, frozenset({"name"})),
        _Whole("b"),
        _Part("alone"),
        _ByName("c", many=3),
    ]
    for value in values:
        spool.add(value)
    assert list(spool) == values


def test_values_come_back_in_order_as_often_as_wanted_and_may_grow_meanwhile() -> None:
    spool = Spool()
    for number in range(450):
        spool.add((number, "x" * 10), weight=10)
    assert [number for number, _ in spool] == list(range(450))
    spool.add((450, "last"), weight=2**21)
    assert [number for number, _ in spool] == list(range(451))
    assert list(Spool()) == []


def test_texts_are_read_from_disk_by_their_place() -> None:
    texts = Texts()
    for text in ("one", "", "zwölf", "\ud800"):
        texts.append(text)
    texts.done()
    assert [texts[place] for place in range(len(texts))] == ["one", "", "zwölf", "\ud800"]
    with pytest.raises(IndexError):
        texts[-1]
