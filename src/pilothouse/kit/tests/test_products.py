from __future__ import annotations

import pytest

from pilothouse.kit.products import ProductName, carried, chosen_of
from pilothouse.kit.refs import Ref

ATLAS = ProductName(1, "ATL", "Atlas", Ref("vision.product", 1))
HARBOR = ProductName(2, "HAR", "Harbor", Ref("vision.product", 2))
BOTH = (ATLAS, HARBOR)


def test_a_key_chooses_its_product_in_capitals_or_not() -> None:
    assert chosen_of(BOTH, " har ").chosen == HARBOR
    assert chosen_of(BOTH, "ATL").key == "ATL"


def test_nothing_said_chooses_all_and_names_each_where_there_are_several() -> None:
    found = chosen_of(BOTH, "")

    assert (found.id, found.key, found.unknown, found.names_each, found.only) == (None, "", "", True, None)
    assert not chosen_of((ATLAS,), "").names_each
    assert found.names[ATLAS.key] == ATLAS.name
    assert chosen_of((ATLAS,), "").only == ATLAS


def test_a_key_that_no_product_has_chooses_all_and_is_remembered_as_unknown() -> None:
    found = chosen_of(BOTH, "zzz\0")

    assert (found.chosen, found.unknown, found.names_each) == (None, "zzz", True)
    assert len(chosen_of(BOTH, "x" * 500).unknown) == 40


@pytest.mark.parametrize(
    ("url", "key", "wanted"),
    [
        ("/w/a/roadmap/", "ATL", "/w/a/roadmap/?product=ATL"),
        ("/w/a/roadmap/items?sort=-p85&page=2", "ATL", "/w/a/roadmap/items?sort=-p85&page=2&product=ATL"),
        ("/w/a/roadmap/?product=HAR&zoom=year#x", "ATL", "/w/a/roadmap/?zoom=year&product=ATL#x"),
        ("/w/a/roadmap/?product=HAR", "", "/w/a/roadmap/"),
        ("/w/a/x?team=1&team=2#y", "ATL", "/w/a/x?team=1&team=2&product=ATL#y"),
    ],
)
def test_an_address_carries_one_product_and_keeps_the_rest(url: str, key: str, wanted: str) -> None:
    assert carried(url, key) == wanted
