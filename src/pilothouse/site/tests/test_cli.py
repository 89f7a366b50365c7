"""Which commands of the shell touch the database before they run."""

from __future__ import annotations

import pytest
from typer.main import get_command

from pilothouse.site import cli, commands
from pilothouse.workbench import cli as workbench


@pytest.mark.parametrize(
    "command", ["schedule", "forecast", "backtest", "trains", "slips", "review", "rule", "doctor"]
)
def test_a_command_without_data_leaves_the_database_alone(command: str) -> None:
    alone = workbench.without_data | commands.without_data

    assert not cli._needs_data([command, "file"], alone)


@pytest.mark.parametrize(
    ("words", "needs"),
    [([], False), (["--version"], False), (["people"], True), (["people", "--help"], False)],
)
def test_any_other_command_has_it_brought_up_to_date(words: list[str], needs: bool) -> None:
    assert cli._needs_data(words, frozenset({"schedule"})) is needs


def test_the_outlook_of_a_workspace_reads_a_database_that_is_up_to_date() -> None:
    assert cli._needs_data(["outlook"], workbench.without_data | commands.without_data)


def test_what_is_said_to_need_no_data_is_a_command() -> None:
    for module in (workbench, commands):
        assert module.without_data <= set(get_command(module.app).commands)
