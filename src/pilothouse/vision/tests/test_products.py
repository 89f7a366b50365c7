"""Adding, changing and removing products."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.journal import queries as journal
from pilothouse.kit.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from pilothouse.kit.refs import Ref
from pilothouse.vision import queries, services
from pilothouse.vision.services.products import _key


def _add(actor: Any, now: Any, key: str = "ATL", name: str = "Atlas", **more: Any) -> Any:
    return services.add_product(actor=actor, now=now, key=key, name=name, **more)


def _verbs(actor: Any, id: int) -> list[str]:
    return [entry.verb for entry in journal.history(actor=actor, subject=Ref("vision.product", id))]


def test_an_added_product_is_listed_and_recorded_once(editor: Any, now: Any) -> None:
    atlas = _add(
        editor, now, key=" atl ", statement="For teams\nthat lose events.", description="# Two\r\nlines"
    )

    assert queries.products(actor=editor) == (atlas,)
    assert (atlas.key, atlas.statement, atlas.description) == (
        "ATL",
        "For teams that lose events.",
        "# Two\nlines",
    )
    assert queries.product_by_key(actor=editor, key="atl") == atlas
    assert _verbs(editor, atlas.id) == ["product.added"]


def test_a_product_without_a_key_gets_a_spare_one_from_its_name(editor: Any, now: Any) -> None:
    names = ("Atlas", "Atlas", "Élan", "Data Platform", "Self serve billing", "日本", "3D")

    keys = [_add(editor, now, key=" ", name=name).key for name in names]

    assert keys == ["ATL", "ATL2", "ELA", "DAT", "SSB", "PRODUCT", "PRODUCT2"]


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"key": "A"}, "key"),
        ({"key": "1AB"}, "key"),
        ({"key": "ATLASATLASX"}, "key"),
        ({"key": "AT-L"}, "key"),
        ({"key": "ATL\n"}, ""),
        ({"key": "ÄTL"}, "key"),
        ({"name": " \x00 "}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"statement": "x" * 2001}, "statement"),
    ],
)
def test_a_broken_rule_says_where_and_how_to_mend_it(
    editor: Any, now: Any, given: dict[str, str], where: str
) -> None:
    if not where:  # space around a key is not part of it
        assert _add(editor, now, **given).key == "ATL"
        return
    with pytest.raises(Invalid) as caught:
        _add(editor, now, **given)

    assert caught.value.where == where
    assert caught.value.cure
    assert queries.products(actor=editor) == ()


@given(st.text(max_size=14))
def test_a_key_is_capital_letters_and_digits_or_refused(text: str) -> None:
    try:
        key = _key(text)
    except Invalid:
        return
    assert 2 <= len(key) <= 10
    assert key.isascii()
    assert key.isalnum()
    assert key == key.upper()
    assert key[0].isalpha()


def test_a_key_belongs_to_one_product_of_a_workspace(editor: Any, stranger: Any, now: Any) -> None:
    _add(editor, now)
    with pytest.raises(Conflict):
        _add(editor, now, key="atl", name="Other")

    assert _add(stranger, now).key == "ATL"


def test_a_change_is_recorded_once_and_a_stale_one_refused(editor: Any, now: Any) -> None:
    atlas = _add(editor, now)
    changed = services.change_product(
        actor=editor, now=now, id=atlas.id, version=1, values={"statement": "For teams."}
    )
    with pytest.raises(Stale) as caught:
        services.change_product(actor=editor, now=now, id=atlas.id, version=1, values={"statement": "Mine"})

    assert (changed.statement, changed.version) == ("For teams.", 2)
    assert caught.value.extra["stored"] == {"statement": "For teams."}
    assert caught.value.extra["yours"] == {"statement": "Mine"}
    assert _verbs(editor, atlas.id) == ["product.changed", "product.added"]


def test_a_key_never_changes(editor: Any, now: Any) -> None:
    atlas = _add(editor, now)

    with pytest.raises(Invalid):
        services.change_product(actor=editor, now=now, id=atlas.id, version=1, values={"key": "NEW"})


def test_a_product_with_items_stays(editor: Any, now: Any) -> None:
    from pilothouse.roadmap import services as roadmap

    atlas = _add(editor, now)
    item = roadmap.add_item(actor=editor, now=now, product_id=atlas.id, title="Replay")
    with pytest.raises(Conflict):
        services.remove_product(actor=editor, now=now, id=atlas.id, version=1)
    assert queries.products(actor=editor) == (atlas,)
    roadmap.remove_item(actor=editor, now=now, key=item.key, version=None)
    with pytest.raises(Stale):
        services.remove_product(actor=editor, now=now, id=atlas.id, version=7)
    services.remove_product(actor=editor, now=now, id=atlas.id, version=1)

    assert queries.products(actor=editor) == ()
    assert _verbs(editor, atlas.id) == ["product.removed", "product.added"]


def test_an_import_makes_its_product_once(editor: Any, now: Any) -> None:
    first = services.ensure_product(actor=editor, now=now, key="atl", name="Atlas", batch="b1")
    again = services.ensure_product(actor=editor, now=now, key="ATL", name="Another name", batch="b2")

    assert first == again
    assert [entry.verb for entry in journal.batch(actor=editor, batch="b1")] == ["product.added"]
    assert list(journal.batch(actor=editor, batch="b2")) == []


def test_search_finds_names_and_keys(editor: Any, stranger: Any, now: Any) -> None:
    atlas = _add(editor, now)

    for text in ("tlas", "atl", "ATL"):
        (found,) = queries.find_products(actor=editor, text=text, limit=5)
        assert (found.title, found.ref) == ("Atlas", Ref("vision.product", atlas.id))
    assert queries.find_products(actor=stranger, text="Atlas", limit=5) == []


def test_viewers_and_strangers_change_nothing(editor: Any, viewer: Any, stranger: Any, now: Any) -> None:
    atlas = _add(editor, now)
    calls = (
        lambda actor: services.change_product(
            actor=actor, now=now, id=atlas.id, version=1, values={"name": "x"}
        ),
        lambda actor: services.remove_product(actor=actor, now=now, id=atlas.id, version=1),
    )
    for call in calls:
        with pytest.raises(Forbidden):
            call(viewer)
        with pytest.raises(NotFound):
            call(stranger)
    for call in (
        lambda: queries.product(actor=stranger, id=atlas.id),
        lambda: queries.product_by_key(actor=stranger, key="ATL"),
    ):
        with pytest.raises(NotFound):
            call()
    with pytest.raises(Forbidden):
        services.ensure_product(actor=viewer, now=now, key="ATL", name="Atlas")
    assert queries.products(actor=viewer) == (atlas,)
