"""What trackers' words for states and endings mean."""

from __future__ import annotations

import pytest

from pilothouse.kit.tables.outcomes import is_undone, state_of


@pytest.mark.parametrize(
    ("words", "state"),
    [
        (("Open", "Neu", "待办"), "backlog"),
        (("To Do", "Selected for Development", "К выполнению"), "ready"),
        (("In Progress", "in_progress", "In Bearbeitung", "En cours", "В работе", "进行中"), "in_progress"),
        (("Done", "CLOSED", "Erledigt", "Terminé", "Concluído", "Готово", "已完成", "完了"), "done"),
        (("Won't Fix", "Won’t do", "Cancelled", "Отменено", "Duplicate"), "cancelled"),
        (("On hold", "Wibble", ""), None),
    ],
)
def test_a_status_is_known_in_the_large_languages(words: tuple[str, ...], state: str | None) -> None:
    assert {state_of(word) for word in words} == {state}


@pytest.mark.parametrize(
    "word",
    [
        "Duplicate",
        "Won't Fix",
        "Cannot Reproduce",
        "Invalid",
        "Not a bug",
        "not_planned",
        "Works as Designed",
        "Deferred",
        "Duplikat",
        "Doublon",
    ],
)
def test_a_resolution_may_say_that_nothing_was_done(word: str) -> None:
    assert is_undone(word)


@pytest.mark.parametrize("word", ["Done", "Fixed", "completed", "Unresolved", "", "Wibble"])
def test_any_other_resolution_does_not(word: str) -> None:
    assert not is_undone(word)
