"""Findings as text, JSON, SARIF 2.1.0 (OASIS) or workflow commands of GitHub."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import typer

from pilothouse import __version__
from pilothouse.engine.review.finding import Finding
from pilothouse.engine.review.rule import every_rule
from pilothouse.kit.shell import print_json

Findings = Sequence[Finding]
_LEVELS = {"error": "error", "warning": "warning", "note": "notice"}


def print_text(found: Findings) -> None:
    for row in found:
        typer.echo(f"{row.place}: {row.code} {row.message}")
    if found:
        files = len({row.path for row in found})
        findings = f"{len(found):,} finding{'s' if len(found) > 1 else ''}"
        typer.echo(f"{findings} in {files} file{'s' if files > 1 else ''}.", err=True)


def print_findings_json(found: Findings) -> None:
    print_json([_row(row) for row in found])


def print_sarif(found: Findings) -> None:
    typer.echo(json.dumps(sarif(found), indent=1))


def print_github(found: Findings) -> None:
    for row in found:
        place = f"file={row.path},line={row.line},col={row.column}," if row.end else ""
        typer.echo(f"::{_LEVELS[row.severity]} {place}title={row.code} {row.rule}::{_escaped(row.message)}")


FORMATS: Mapping[str, Callable[[Findings], None]] = {
    "text": print_text,
    "json": print_findings_json,
    "sarif": print_sarif,
    "github": print_github,
}


def _row(row: Finding) -> dict[str, object]:
    return {
        "code": row.code,
        "rule": row.rule,
        "severity": row.severity,
        "message": row.message,
        "path": row.path,
        "line": row.line,
        "column": row.column,
        "start": row.start,
        "end": row.end,
        "excerpt": row.excerpt,
        "also": [{"start": place.start, "end": place.end, "excerpt": place.excerpt} for place in row.also],
        "fix": None
        if row.fix is None
        else {"start": row.fix.start, "end": row.fix.end, "text": row.fix.text},
    }


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def sarif(found: Findings) -> dict[str, object]:
    rules = [
        {
            "id": row.code,
            "name": row.name,
            "shortDescription": {"text": row.summary},
            "help": {"text": row.manual},
        }
        for row in every_rule()
    ]
    driver = {"name": "pilothouse review", "version": __version__, "rules": rules}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": [_result(row) for row in found]}],
    }


def _result(row: Finding) -> dict[str, object]:
    place = {
        "artifactLocation": {"uri": Path(row.path).as_posix()},
        "region": {"startLine": row.line, "startColumn": row.column},
    }
    return {
        "ruleId": row.code,
        "level": row.severity,
        "message": {"text": row.message},
        "locations": [{"physicalLocation": place}],
    }
