"""What `pilothouse kinds` does: learn kinds from one table, say those of another."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import typer

from pilothouse.engine.text.kinds import Kinds, Labelled
from pilothouse.engine.text.scores import Scores, scored
from pilothouse.kit.errors import Invalid
from pilothouse.kit.shell import print_json
from pilothouse.workbench.printing import table
from pilothouse.workbench.text.columns import Columns, read_columns


def run(train: Path, test: Path, *, text: str, label: str, title: str, as_json: bool) -> None:
    learnt = _labelled(read_columns(train, [text, label], optional=[title]), text, label, title)
    columns = read_columns(test, [text], optional=[label, title])
    asked = _labelled(columns, text, label, title)
    if not any(row.kind for row in learnt):
        raise Invalid(
            f"No row has a {label}.", where=train.name, cure="Label some rows, or name another column."
        )
    kinds = Kinds([row for row in learnt if row.kind])
    chances = kinds.chances(asked)
    known = [at for at, row in enumerate(asked) if row.kind in kinds.names]
    scores = scored([asked[at].kind for at in known], chances[known], kinds.names) if known else None
    answer = _answer(kinds, asked, chances, scores)
    if as_json:
        print_json(answer)
    else:
        _show(answer)


def _labelled(columns: Columns, text: str, label: str, title: str) -> list[Labelled]:
    return [
        Labelled(body, kind, head)
        for body, kind, head in zip(columns.of(text), columns.of(label), columns.of(title), strict=True)
    ]


def _answer(kinds: Kinds, asked: Sequence[Labelled], chances: Any, scores: Scores | None) -> dict[str, Any]:
    best = chances.argmax(axis=1)
    said = kinds.say(asked)
    unknown = sorted({row.kind for row in asked if row.kind and row.kind not in kinds.names})
    return {
        "kinds": list(kinds.names),
        "labels": kinds.labels,
        "rows": len(asked),
        "macro_f1": None if scores is None else scores.macro_f1,
        "ece": None if scores is None else scores.ece,
        "per_class": [] if scores is None else [row._asdict() for row in scores.classes],
        "not_learnt": unknown,
        "predictions": [
            {"row": at + 1, "kind": kinds.names[best[at]], "chance": round(float(np.max(chances[at])), 4),
             "sure": said[at][0] is not None}
            for at in range(len(asked))
        ],
    }  # fmt: skip


def _show(answer: dict[str, Any]) -> None:
    typer.echo(f"Learnt {len(answer['kinds'])} kinds from {answer['labels']:,} labelled rows.")
    if answer["not_learnt"]:
        typer.echo(f"Not among them, and not scored: {', '.join(answer['not_learnt'][:8])}.")
    if answer["macro_f1"] is not None:
        typer.echo(f"Macro-F1 {answer['macro_f1']:.3f}, expected calibration error {answer['ece']:.3f}.\n")
        table(
            ["kind", "rows", "precision", "recall", "F1"],
            [
                [
                    row["kind"],
                    str(row["rows"]),
                    f"{row['precision']:.3f}",
                    f"{row['recall']:.3f}",
                    f"{row['f1']:.3f}",
                ]
                for row in answer["per_class"]
            ],
        )
    sure = sum(row["sure"] for row in answer["predictions"])
    typer.echo(f"\n{sure:,} of {answer['rows']:,} rows are sure enough to be written without asking.")
