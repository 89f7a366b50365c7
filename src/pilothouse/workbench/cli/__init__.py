"""The commands that need no database: plans, histories and texts in files."""

from __future__ import annotations

import typer

from pilothouse.workbench.cli import history, plan, review

app = typer.Typer()
for part in (plan.app, history.app, review.app):
    app.registered_commands += part.registered_commands
