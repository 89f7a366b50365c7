from __future__ import annotations

import sys

import pytest

from pilothouse.kit.errors import Unavailable
from pilothouse.kit.extras import load_extra


def test_an_extra_that_is_installed_is_loaded() -> None:
    assert load_extra("json", extra="charts", what="Drawing").dumps([1]) == "[1]"


def test_an_extra_that_is_missing_names_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(Unavailable) as caught:
        load_extra("matplotlib.figure", extra="charts", what="Drawing a chart")

    assert caught.value.message.startswith("Drawing a chart")
    assert "pip install 'pilothouse[charts]'" in caught.value.cure
    assert caught.value.code == "missing_extra"
