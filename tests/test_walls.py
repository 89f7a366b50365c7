"""The wall around a room lets through what is meant for others, and nothing else."""

from __future__ import annotations

import pytest

from tools.walls import WallsContract


@pytest.fixture
def walls() -> WallsContract:
    options = {
        "open": ["contracts", "queries", "services"],
        "open_rooms": ["kit", "engine"],
        "open_to_site": ["auth"],
    }
    return WallsContract(name="walls", session_options={}, contract_options=options)


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("pilothouse.roadmap.services", "pilothouse.team.queries"),
        ("pilothouse.roadmap.services", "pilothouse.team.contracts"),
        ("pilothouse.roadmap.services", "pilothouse.team.services.absences"),
        ("pilothouse.roadmap.planning", "pilothouse.roadmap.models"),
        ("pilothouse.roadmap.planning", "pilothouse.engine.schedule.solve"),
        ("pilothouse.roadmap.models", "pilothouse.kit.refs"),
        ("pilothouse.roadmap.models", "django.db.models"),
        ("pilothouse.site.api", "pilothouse.accounts.auth"),
        ("pilothouse.site.cli", "pilothouse"),
    ],
)
def test_what_is_meant_for_others_may_be_imported(walls, importer, imported) -> None:
    assert walls.allows(importer, imported)


@pytest.mark.parametrize(
    ("importer", "imported"),
    [
        ("pilothouse.roadmap.services", "pilothouse.team.models"),
        ("pilothouse.roadmap.pages", "pilothouse.team.pages"),
        ("pilothouse.roadmap.services", "pilothouse.team.planning"),
        ("pilothouse.roadmap.services", "pilothouse.team"),
        ("pilothouse.roadmap.api", "pilothouse.accounts.auth"),
        ("pilothouse.site.today", "pilothouse.roadmap.models"),
    ],
)
def test_what_is_private_to_a_room_may_not(walls, importer, imported) -> None:
    assert not walls.allows(importer, imported)
