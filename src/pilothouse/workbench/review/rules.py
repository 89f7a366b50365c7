"""What `pilothouse rule` does: the manual of one rule, or a list of all."""

from __future__ import annotations

import typer

from pilothouse.engine.review.cases import cases
from pilothouse.engine.review.graph_cases import graph_cases
from pilothouse.engine.review.rule import Rule, every_rule
from pilothouse.kit.errors import NotFound
from pilothouse.kit.shell import print_json


def run(code: str, *, all_rules: bool, as_json: bool) -> None:
    rules = every_rule() if all_rules else (_named(code),)
    if as_json:
        print_json([_as_data(row) for row in rules])
    elif all_rules:
        for row in rules:
            typer.echo(f"{row.code}  {row.name:32} {row.summary}")
    else:
        typer.echo(f"{rules[0].code} {rules[0].name}\n")
        typer.echo(rules[0].manual)


def _named(code: str) -> Rule:
    for row in every_rule():
        if code and code.lower() in (row.code.lower(), row.name):
            return row
    raise NotFound(
        f"There is no rule '{code}'." if code else "No rule was named.", cure="See `pilothouse rule --all`."
    )


def _as_data(row: Rule) -> dict[str, object]:
    return {
        "code": row.code,
        "name": row.name,
        "family": row.family,
        "scope": row.scope,
        "severity": row.severity,
        "summary": row.summary,
        "manual": row.manual,
        "cases": _graph_cases(row.code) if row.scope == "graph" else _text_cases(row.code),
    }


def _text_cases(code: str) -> list[dict[str, object]]:
    return [
        {"text": case.text, "findings": case.findings, "excerpts": case.excerpts, "mended": case.mended}
        for case in cases(code)
    ]


def _graph_cases(code: str) -> list[dict[str, object]]:
    return [
        {"text": case.text, "toml": case.toml, "findings": len(case.messages), "messages": case.messages}
        for case in graph_cases(code)
    ]
