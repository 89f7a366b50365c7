"""The program `pilothouse`: the commands of every room under one name."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pilothouse import __version__
from pilothouse.site.rooms import offered

app = typer.Typer(
    name="pilothouse",
    help="Product plans whose dates hold. Start with `pilothouse serve --demo`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pilothouse {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show it and stop.")
    ] = False,
) -> None:
    """Product plans whose dates hold. Start with `pilothouse serve --demo`."""


def _collect() -> frozenset[str]:
    """Take in the commands of every room; returns those that need no database (`without_data` of `cli`)."""
    from pilothouse.site import commands

    alone = frozenset[str]()
    for module in (commands, *(module for _, module in offered("cli"))):
        app.registered_commands += module.app.registered_commands
        app.registered_groups += module.app.registered_groups
        alone |= getattr(module, "without_data", frozenset())
    return alone


def _needs_data(words: list[str], alone: frozenset[str]) -> bool:
    """Whether a command reads or writes the database, which is then brought up to date first."""
    if not words or words[0].startswith("-") or words[0] in alone:
        return False
    return not {"--help", "-h"} & set(words)


def main() -> None:
    """Run one command. Exit codes: 0 done, 2 bad input, 3 not found, 4 conflict, 5 forbidden,
    6 not available, 7 gone, 1 anything else."""
    from pilothouse.engine.errors import InvalidProblem
    from pilothouse.kit.errors import PilothouseError, from_engine
    from pilothouse.kit.shell import complain

    alone = _collect()
    try:
        if _needs_data(sys.argv[1:], alone):
            from pilothouse.site.upkeep import migrate

            migrate()
        app()
    except InvalidProblem as error:
        sys.exit(complain(from_engine(error), as_json="--json" in sys.argv))
    except PilothouseError as error:
        sys.exit(complain(error, as_json="--json" in sys.argv))


if __name__ == "__main__":
    main()
