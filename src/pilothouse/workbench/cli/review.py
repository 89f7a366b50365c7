"""`pilothouse review` and `pilothouse rule`: a blueprint checked like code."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()

Paths = Annotated[
    list[Path], typer.Argument(help="Texts, or folders with them (.md, .markdown, .txt, .rst).")
]
Codes = Annotated[list[str] | None, typer.Option(help="Codes or their beginnings, separated by commas.")]


@app.command()
def review(
    files: Paths,
    select: Codes = None,
    ignore: Codes = None,
    fix: Annotated[bool, typer.Option("--fix", help="Make the changes that are certain.")] = False,
    form: Annotated[str, typer.Option("--format", help="text, json, sarif or github.")] = "text",
    baseline: Annotated[
        Path | None, typer.Option(help="Report only what this file of known findings does not hold.")
    ] = None,
    write_baseline: Annotated[
        Path | None, typer.Option(help="Write the present findings as the known ones.")
    ] = None,
    product: Annotated[
        str, typer.Option(help="Key of a product whose stored plan, strategy and questions are read as well.")
    ] = "",
    workspace: Annotated[str | None, typer.Option(help="Slug of its workspace.")] = None,
    config: Annotated[
        Path | None, typer.Option(help="pilothouse.toml or pyproject.toml; the nearest one otherwise.")
    ] = None,
) -> None:
    """Find flaws in blueprints: vague words, gaps, stories without reason. Exit code 1 when there are any.

    A finding is waived by a comment on the line above that says why: <!-- review: ignore VAG001: reason -->.
    """
    from pilothouse.workbench.review.run import run

    found = run(
        files,
        select=select or (),
        ignore=ignore or (),
        fix=fix,
        form=form,
        baseline=baseline,
        write_baseline=write_baseline,
        product=product,
        workspace=workspace,
        config=config,
    )
    if found:
        raise typer.Exit(1)


@app.command()
def rule(
    code: Annotated[str, typer.Argument(help="Such as VAG001, or the name of the rule.")] = "",
    all_rules: Annotated[bool, typer.Option("--all", help="List every rule.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the manual of one rule of `pilothouse review`, or list all."""
    from pilothouse.workbench.review.rules import run

    run(code, all_rules=all_rules, as_json=as_json)
