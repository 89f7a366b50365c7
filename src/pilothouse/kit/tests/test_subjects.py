"""References are named by the rooms that own them, and found within a whole by key."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pytest

from pilothouse.kit import subjects
from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import Invalid, NotFound
from pilothouse.kit.offering import Noun
from pilothouse.kit.refs import Ref
from pilothouse.kit.subjects import Subject

SHOP = Ref("test.shop", 1)


def _all() -> list[Subject]:
    return [Subject(f"test.thing:{at}", f"T-{at}", f"Thing {at}", within=str(SHOP)) for at in (1, 2, 3)]


@pytest.fixture
def asked(monkeypatch: Any) -> list[set[int]]:
    """Two nouns, one of which is chosen from a list; the numbers that were asked for."""
    seen: list[set[int]] = []

    def named(*, actor: Actor, ids: Collection[int]) -> Iterable[Subject]:
        seen.append(set(ids))
        return [row for row in _all() if Ref.parse(row.ref).id in ids]

    def inside(*, actor: Actor, whole: Ref, keys: Collection[str] | None) -> Iterable[Subject]:
        rows = _all() if whole == SHOP else []
        return [row for row in rows if keys is None or row.key in keys]

    def parts(*, actor: Actor, whole: Ref, keys: Collection[str] | None) -> Iterable[Subject]:
        return [] if keys is not None else [Subject("test.part:7", "Front", "Front", within=str(whole))]

    offered = {
        "test.thing": Noun("test.thing", "page", named=named, inside=inside),
        "test.part": Noun("test.part", "page", inside=parts, few=True),
        "test.mute": Noun("test.mute", "page"),
    }
    monkeypatch.setattr(subjects, "nouns", lambda: offered)
    return seen


def test_one_question_names_all_of_a_kind_and_known_ones_are_not_asked_for(
    asked: list[set[int]], owner: Actor
) -> None:
    known = {"test.thing:3": Subject("test.thing:3", "K", "Known")}
    refs = ["test.thing:1", "test.thing:2", "test.thing:1", "test.thing:3", ""]
    found = subjects.named(actor=owner, refs=refs, known=known)

    assert asked == [{1, 2}]
    assert {ref: row.key for ref, row in found.items()} == {
        "test.thing:1": "T-1", "test.thing:2": "T-2", "test.thing:3": "K",
    }  # fmt: skip


def test_what_is_gone_or_cannot_be_named_is_called_gone(asked: list[set[int]], owner: Actor) -> None:
    found = subjects.named(actor=owner, refs=["test.thing:99", "test.mute:1", "nowhere.thing:1"])

    assert {(row.key, row.gone, row.open) for row in found.values()} == {("gone", True, False)}


def test_a_reference_that_is_none_is_refused(owner: Actor) -> None:
    with pytest.raises(Invalid, match="not a reference"):
        subjects.named(actor=owner, refs=["thing 7"])


def test_one_subject_is_there_or_is_not_found_by_its_noun(asked: list[set[int]], owner: Actor) -> None:
    assert subjects.subject(actor=owner, ref=Ref("test.thing", 2)).title == "Thing 2"
    with pytest.raises(NotFound, match="There is no such thing"):
        subjects.subject(actor=owner, ref=Ref("test.thing", 99))


def test_keys_are_found_in_capitals_or_not_and_only_within_the_whole(
    asked: list[set[int]], owner: Actor
) -> None:
    found = subjects.called(actor=owner, whole=SHOP, keys=["t-1", " T-3 ", "T-9"])

    assert {key: row.ref for key, row in found.items()} == {"t-1": "test.thing:1", " T-3 ": "test.thing:3"}
    assert subjects.called(actor=owner, whole=Ref("test.shop", 2), keys=["T-1"]) == {}
    assert subjects.called(actor=owner, whole=SHOP, keys=[]) == {}


def test_only_what_a_whole_has_few_of_is_offered_as_a_list(asked: list[set[int]], owner: Actor) -> None:
    assert [row.ref for row in subjects.choices(actor=owner, whole=SHOP)] == ["test.part:7"]


def test_rooms_offer_what_they_can_name() -> None:
    known = subjects.nouns()

    for kind in ("vision.product", "vision.blueprint", "vision.statement", "roadmap.item"):
        assert known[kind].named is not None, kind
    assert known["vision.blueprint"].few


def test_while_a_page_is_put_together_each_name_is_asked_once(editor: Any, asked: list[set[int]]) -> None:
    one = Ref("test.thing", 1)
    with subjects.asked_once():
        assert subjects.subject(actor=editor, ref=one).key == "T-1"
        assert subjects.named(actor=editor, refs=(str(one), "test.thing:2"))["test.thing:2"].key == "T-2"
        with pytest.raises(NotFound):
            subjects.subject(actor=editor, ref=Ref("test.thing", 9))
    assert asked == [{1}, {2}, {9}]

    subjects.subject(actor=editor, ref=one)
    assert asked[-1] == {1}
    assert len(asked) == 4


def test_what_no_room_makes_is_not_made(editor: Any, now: Any, asked: list[set[int]]) -> None:
    with pytest.raises(NotFound):
        subjects.make(actor=editor, now=now, kind="test.thing", whole=SHOP, title="T", text="")
