"""Whatever is in a folder of connectors keeps the promises of a connector, ours or a stranger's.

What a connector can do has a suite of its own beside this one: `test_table.py` for `table.py`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from pilothouse.connectors.registry import CAPABILITIES, able, connectors
from tools.lint.source import ROOT

HOME = ROOT / "src/pilothouse/connectors"
NAMES = sorted({path.parent.name for word in CAPABILITIES for path in HOME.glob(f"*/{word}.py")})


def test_every_folder_is_found_under_its_own_name() -> None:
    assert list(connectors()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_connector_says_what_it_is_called_and_what_it_does(name: str) -> None:
    readme = (HOME / name / "README.md").read_text()

    assert connectors()[name].strip()
    assert readme.startswith(f"# {name}\n")
    assert len(readme.splitlines()) <= 20


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_a_capability_that_some_connector_has_is_held_to_its_promises(capability: str) -> None:
    suite = Path(__file__).with_name(f"test_{capability}.py")

    assert suite.exists() == bool(able(capability))
