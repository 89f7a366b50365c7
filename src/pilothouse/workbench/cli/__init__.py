"""The commands that need no database: plans, histories and texts in files.

Each module declares its commands and loads what carries them out only when one runs: `--help` must not wait.
"""

from __future__ import annotations

import typer

from pilothouse.workbench.cli import history, plan, research, review, risk, staffing, text, trains

app = typer.Typer()
for part in (plan.app, risk.app, history.app, trains.app, review.app, text.app, research.app, staffing.app):
    app.registered_commands += part.registered_commands
# Without a file `outlook` reads what the workspace has finished, from a database that is up to date.
without_data = frozenset(row.callback.__name__ for row in app.registered_commands if row.callback) - {
    "outlook"
}
