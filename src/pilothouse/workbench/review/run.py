"""What `pilothouse review` does: texts checked like code, alone or beside a stored product."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import typer

from pilothouse.engine.review.document import Document
from pilothouse.engine.review.finding import Finding
from pilothouse.engine.review.graph import Graph, from_documents
from pilothouse.engine.review.run import Reviewer, fixed, new_since
from pilothouse.kit.errors import Invalid
from pilothouse.kit.shell import django_ready
from pilothouse.workbench.review.formats import FORMATS
from pilothouse.workbench.review.known import read_known, write_known
from pilothouse.workbench.review.settings import find_settings
from pilothouse.workbench.review.texts import read_texts


def run(
    files: list[Path],
    *,
    select: Sequence[str],
    ignore: Sequence[str],
    fix: bool,
    form: str,
    baseline: Path | None,
    write_baseline: Path | None,
    product: str,
    workspace: str | None,
    config: Path | None,
) -> bool:
    """Print the findings; whether there are any."""
    if form not in FORMATS:
        raise Invalid(
            f"'{form}' is not a format.", where="--format", cure=f"Use one of {', '.join(FORMATS)}."
        )
    settings = find_settings(config, files)
    reviewer = Reviewer(
        select=_codes(select) or list(settings.select), ignore=_codes(ignore) or list(settings.ignore)
    )
    documents = read_texts(files)
    if fix:
        documents = [_fixed(reviewer, document) for document in documents]
    found = _findings(reviewer, documents, _graphs(product, workspace))
    if write_baseline is not None:
        write_known(write_baseline, found)
        typer.echo(f"Wrote {len(found):,} known findings to {write_baseline}.", err=True)
        return False
    known = baseline or settings.baseline
    if known is not None:
        found = new_since(found, read_known(known))
    FORMATS[form](found)
    return bool(found)


def _findings(
    reviewer: Reviewer, documents: Iterable[Document], graph_of: Callable[[Document], Graph]
) -> list[Finding]:
    """Each text is a blueprint of its own, with its own keys; what is about the plan is said once."""
    found: list[Finding] = []
    for document in documents:
        said = set(found)
        found += (row for row in reviewer.review_graph(graph_of(document), [document]) if row not in said)
        found += reviewer.review(document)
    return sorted(found, key=lambda row: (row.path, row.start, row.code))


def _codes(texts: Sequence[str]) -> list[str]:
    return [code.strip() for text in texts for code in text.split(",") if code.strip()]


def _fixed(reviewer: Reviewer, document: Document) -> Document:
    """The document with every certain change made, also in its file."""
    found = reviewer.review(document)
    if not any(row.fix for row in found):
        return document
    text = fixed(document.text, found)
    Path(document.path).write_text(text, encoding="utf-8", newline="")
    return Document(text, document.path)


def _graphs(product: str, workspace: str | None) -> Callable[[Document], Graph]:
    """What the rules about the plan look at: the text alone, or the text with a stored product."""
    if not product:
        return lambda document: from_documents([document])
    django_ready()
    # Rooms with rows can be imported once Django is ready.
    from pilothouse.accounts.queries import shell_actor
    from pilothouse.vision import services

    actor = shell_actor(workspace)
    return lambda document: services.plan_around(actor=actor, key=product, document=document)
