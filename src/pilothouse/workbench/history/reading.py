"""Histories and priors: from files, or what the workspace has finished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from pilothouse.engine.forecast.history.prior import Prior, read_prior
from pilothouse.kit import clock
from pilothouse.kit.errors import Invalid
from pilothouse.kit.shell import django_ready
from pilothouse.kit.tables.deciding import chosen
from pilothouse.workbench.files import read_text
from pilothouse.workbench.history.weeks import Histories, read_histories

_LARGEST = 10  # MB of a file of priors


def read(file: Path, *, words: Sequence[str] = (), as_of: date | None = None) -> Histories:
    """The histories in `file`; `words` are those of `--read`. Raises `Invalid`, also where nothing was
    finished."""
    found = read_histories(file, words=chosen(words), as_of=as_of, today=clock.today())
    if not found.counts:
        raise nothing_finished(file)
    return found


def nothing_finished(file: Path) -> Invalid:
    return Invalid(
        "No project in the file has enough finished work to look back on.",
        where=str(file),
        cure="Give more than eight weeks with at least ten finished items in all.",
    )


def stored(workspace: str | None, key: str) -> Histories:
    """The history of the workspace's products, or of the one that `key` names."""
    django_ready()
    # Rooms with rows can be imported once Django is ready.
    from pilothouse.accounts.queries import shell_actor
    from pilothouse.roadmap import queries
    from pilothouse.vision import queries as vision

    actor = shell_actor(workspace)
    products = (vision.product_by_key(actor=actor, key=key),) if key else vision.products(actor=actor)
    found = Histories()
    for product in products:
        first, counts = queries.finished_weeks(actor=actor, product_id=product.id, today=clock.today())
        found.counts[product.key], found.first_monday[product.key] = counts, first
    return found


def read_own_prior(path: Path | None) -> Prior | None:
    """The prior in a file made by `--refit`, named after it; None without a file."""
    if path is None:
        return None
    prior = read_prior(read_text(path, most=_LARGEST))
    return replace(prior, version=f"{prior.version} ({path.name})")
