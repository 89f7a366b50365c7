"""What is put aside on disk while a file is read."""

from __future__ import annotations

import pytest

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
