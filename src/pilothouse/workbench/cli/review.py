"""`pilothouse review` and `pilothouse rule`: a blueprint checked like code."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from pilothouse.engine.review.document import Document
    from pilothouse.engine.review.finding import Finding
    from pilothouse.engine.review.graph import Graph
    from pilothouse.engine.review.rule import Rule
    from pilothouse.engine.review.run import Reviewer

app = typer.Typer()

FORMATS = ("text", "json", "sarif", "github")
_SUFFIXES = (".md", ".markdown", ".txt", ".rst")
_LARGEST = 50 * 2**20

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
        Path | None, typer.Option(help="Tell only what this file of known findings does not hold.")
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
    from pilothouse.engine.review.run import Reviewer, fingerprint, new_since
    from pilothouse.kit.errors import Invalid

    if form not in FORMATS:
        raise Invalid(f"'{form}' is no format.", where="--format", cure=f"Use one of {', '.join(FORMATS)}.")
    told = _config(config, files)
    reviewer = Reviewer(
        select=_split(select) or told.get("select", []), ignore=_split(ignore) or told.get("ignore", [])
    )
    documents = [_read(file) for file in _files(files)]
    if fix:
        documents = [_mended(reviewer, document) for document in documents]
    graph_of = _graphs(product, workspace)
    found: list[Finding] = []
    for document in documents:  # each is a blueprint of its own, with its own keys
        said = set(found)  # what is about the plan is the same for every text
        found += (row for row in reviewer.review_graph(graph_of(document), [document]) if row not in said)
        found += reviewer.review(document)
    found.sort(key=lambda row: (row.path, row.start, row.code))
    if write_baseline is not None:
        counts = dict(sorted(Counter(fingerprint(row) for row in found).items()))
        write_baseline.write_text(json.dumps({"version": 1, "findings": counts}, indent=1) + "\n")
        typer.echo(f"Wrote {len(found):,} known findings to {write_baseline}.", err=True)
        return
    known = baseline or (Path(told["baseline"]) if "baseline" in told else None)
    if known is not None:
        found = new_since(found, _known(known))
    _print(found, form)
    if found:
        raise typer.Exit(1)


@app.command()
def rule(
    code: Annotated[str, typer.Argument(help="Such as VAG001, or the name of the rule.")] = "",
    all_rules: Annotated[bool, typer.Option("--all", help="List every rule.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show the manual of one rule of `pilothouse review`, or list all."""
    from pilothouse.engine.review.rule import every_rule
    from pilothouse.kit.errors import NotFound

    rules = every_rule()
    if not all_rules:
        rules = tuple(row for row in rules if code and code.lower() in (row.code.lower(), row.name))
        if not rules:
            cure = "See `pilothouse rule --all`."
            raise NotFound(f"There is no rule '{code}'." if code else "No rule was named.", cure=cure)
    if as_json:
        from pilothouse.kit.shell import print_json

        print_json([_told(row) for row in rules])
        return
    for row in rules:
        typer.echo(f"{row.code}  {row.name:32} {row.summary}" if all_rules else f"{row.code} {row.name}\n")
        if not all_rules:
            typer.echo(row.manual)


def _graphs(product: str, workspace: str | None) -> Callable[[Document], Graph]:
    """What the rules about the plan look at: the text alone, or the text with a stored product."""
    from pilothouse.engine.review.graph import from_documents

    if not product:
        return lambda document: from_documents([document])
    from pilothouse.kit.shell import django_ready

    django_ready()
    from pilothouse.accounts.queries import shell_actor
    from pilothouse.vision import services

    actor = shell_actor(workspace)
    return lambda document: services.plan_around(actor=actor, key=product, document=document)


def _told(row: Rule) -> dict[str, Any]:
    from pilothouse.engine.review.cases import cases
    from pilothouse.engine.review.graph_cases import graph_cases

    return {
        "code": row.code,
        "name": row.name,
        "family": row.family,
        "scope": row.scope,
        "severity": row.severity,
        "summary": row.summary,
        "manual": row.manual,
        "cases": [
            {"text": case.text, "findings": case.findings, "excerpts": case.excerpts, "mended": case.mended}
            for case in cases(row.code)
        ]
        if row.scope != "graph"
        else [
            {"text": case.text, "toml": case.toml, "findings": len(case.messages), "messages": case.messages}
            for case in graph_cases(row.code)
        ],
    }


def _split(codes: list[str] | None) -> list[str]:
    return [code.strip() for text in codes or () for code in text.split(",") if code.strip()]


def _config(path: Path | None, files: list[Path]) -> dict[str, Any]:
    """Settings of the nearest `pilothouse.toml`, or `[tool.pilothouse.review]` of a `pyproject.toml`."""
    from pilothouse.kit.errors import Invalid

    start = files[0].resolve()
    folders = [start if start.is_dir() else start.parent, *start.parents]
    candidates = (
        [path]
        if path is not None
        else [folder / name for folder in folders for name in ("pilothouse.toml", "pyproject.toml")]
    )
    for file in candidates:
        if not file.is_file():
            continue
        try:
            data = tomllib.loads(file.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise Invalid(f"It is no TOML: {error}.", where=str(file), cure="Mend the file.") from None
        if file.name == "pyproject.toml":
            data = data.get("tool", {}).get("pilothouse", {})
        settings = data.get("review", {})
        if settings or file.name == "pilothouse.toml" or path is not None:
            return _settings(settings, file)
    return {}


def _settings(settings: Any, file: Path) -> dict[str, Any]:
    from pilothouse.kit.errors import Invalid

    wanted = {"select": list, "ignore": list, "baseline": str}
    for key, value in settings.items():
        if key not in wanted or not isinstance(value, wanted[key]):
            raise Invalid(
                f"The setting '{key}' is not known, or not a {wanted.get(key, str).__name__}.",
                where=f"{file}, [review]",
                cure="Use select and ignore (lists of codes) and baseline (a file).",
            )
    if "baseline" in settings:
        settings = settings | {"baseline": str(file.parent / settings["baseline"])}
    return dict(settings)


def _files(paths: list[Path]) -> list[Path]:
    from pilothouse.kit.errors import Invalid

    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                row for row in path.rglob("*") if row.suffix.lower() in _SUFFIXES and row.is_file()
            )
        elif path.is_file():
            found.append(path)
        else:
            raise Invalid("There is no such file.", where=str(path), cure="Check its name.")
    return found


def _read(file: Path) -> Document:
    from pilothouse.engine.review.document import Document
    from pilothouse.kit.errors import Invalid

    if file.stat().st_size > _LARGEST:
        raise Invalid("It has more than 50 MB.", where=str(file), cure="Give texts; none is that large.")
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(
            f"Byte {error.start + 1} is not UTF-8.", where=str(file), cure="Save the file as UTF-8 text."
        ) from None
    return Document(text, str(file))


def _mended(reviewer: Reviewer, document: Document) -> Document:
    """The document with every certain change made, also in its file."""
    from pilothouse.engine.review.document import Document
    from pilothouse.engine.review.run import fixed

    found = reviewer.review(document)
    if not any(row.fix for row in found):
        return document
    text = fixed(document.text, found)
    Path(document.path).write_text(text, encoding="utf-8", newline="")
    return Document(text, document.path)


def _known(path: Path) -> dict[str, int]:
    from pilothouse.kit.errors import Invalid

    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return {str(mark): int(count) for mark, count in told["findings"].items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise Invalid(
            f"The known findings cannot be read ({type(error).__name__}).",
            where=str(path),
            cure="Write them anew with --write-baseline.",
        ) from None


def _print(found: list[Finding], form: str) -> None:
    if form == "json":
        from pilothouse.kit.shell import print_json

        print_json([_row(row) for row in found])
    elif form == "sarif":
        typer.echo(json.dumps(_sarif(found), indent=1))
    elif form == "github":
        levels = {"error": "error", "warning": "warning", "note": "notice"}
        for row in found:
            place = f"file={row.path},line={row.line},col={row.column}," if row.end else ""
            told = f"{place}title={row.code} {row.rule}"
            typer.echo(f"::{levels[row.severity]} {told}::{_escaped(row.message)}")
    else:
        for row in found:
            typer.echo(f"{row.place}: {row.code} {row.message}")
        if found:
            files = len({row.path for row in found})
            typer.echo(f"{len(found):,} findings in {files} file{'s' if files > 1 else ''}.", err=True)


def _row(row: Finding) -> dict[str, Any]:
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
        "fix": None
        if row.fix is None
        else {"start": row.fix.start, "end": row.fix.end, "text": row.fix.text},
    }


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _sarif(found: list[Finding]) -> dict[str, Any]:
    """SARIF 2.1.0 (OASIS)."""
    from pilothouse import __version__
    from pilothouse.engine.review.rule import every_rule

    rules = [
        {
            "id": row.code,
            "name": row.name,
            "shortDescription": {"text": row.summary},
            "help": {"text": row.manual},
        }
        for row in every_rule()
    ]
    results = [
        {
            "ruleId": row.code,
            "level": row.severity,
            "message": {"text": row.message},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": Path(row.path).as_posix()},
                        "region": {"startLine": row.line, "startColumn": row.column},
                    }
                }
            ],
        }
        for row in found
    ]
    driver = {"name": "pilothouse review", "version": __version__, "rules": rules}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
