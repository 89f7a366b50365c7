"""Feedback as the text engine reads it: new pieces get a place and likes, and themes their figures. The model
runs before each transaction, never inside one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from django.db import transaction

from pilothouse.accounts import queries as accounts
from pilothouse.kit import bulk
from pilothouse.kit.actor import Actor, Role
from pilothouse.market import models
from pilothouse.market.planning import reading
from pilothouse.market.planning.needs import needs
from pilothouse.market.queries import corpus
from pilothouse.market.queries.corpus import Words
from pilothouse.market.services.theme_rows import forget_figures

Step = Callable[[str, int, int], None]


def read_new(*, actor: Actor, step: Step) -> int:
    """Read what came in: a vector, a theme or none, and up to five earlier pieces that may say the same. Old
    feedback never moves. Answers with how many pieces."""
    actor.require(Role.EDITOR)
    known, before = corpus.space(actor=actor), None
    fresh: list[int] = []
    while rows := corpus.unread_words(actor=actor):
        step("Reading new feedback", len(fresh), len(fresh) + len(rows))
        before = corpus.read_before(actor=actor) if before is None else before
        vectors = reading.vectors([row.text for row in rows])
        places = reading.placed(known, before, vectors)
        stored = _store(actor, rows, vectors, places)
        fresh += stored
        if not stored:  # all of it was changed meanwhile; the next look begins anew
            break
    if fresh:
        _find_likes(actor, fresh, step)
    return len(fresh)


@transaction.atomic
def _store(
    actor: Actor, rows: Sequence[Words], vectors: Sequence[bytes], places: Sequence[tuple[int | None, float]]
) -> list[int]:
    """Of pieces that are as they were read; their numbers."""
    own = models.Feedback.objects.filter(workspace_id=actor.workspace_id, theme_by="")
    now_there: dict[int, int] = {}
    for part in bulk.portions([row.id for row in rows]):
        now_there |= dict(own.filter(pk__in=part).values_list("pk", "version"))
    kept = [
        (row.id, vector, place)
        for row, vector, place in zip(rows, vectors, places, strict=True)
        if now_there.get(row.id) == row.version
    ]
    numbers = [id for id, _, _ in kept]
    _write_vectors(actor, [(id, vector) for id, vector, _ in kept])
    themes = {theme for _, _, (theme, _) in kept if theme is not None}
    standing = models.Theme.objects.filter(workspace_id=actor.workspace_id, state="open")
    here = set(standing.filter(pk__in=themes).values_list("pk", flat=True))
    bulk.set_values(
        models.Feedback,
        ("theme", "theme_by", "theme_weight", "theme_model"),
        (
            (id, theme if theme in here else None, "engine", weight if theme in here else 0.0, reading.MODEL)
            for id, _, (theme, weight) in kept
        ),
    )
    forget_figures(actor, here)
    return numbers


def _write_vectors(actor: Actor, rows: Sequence[tuple[int, bytes]]) -> None:
    for part in bulk.portions([id for id, _ in rows]):
        models.FeedbackVector.objects.filter(feedback_id__in=part).delete()
    bulk.insert(
        [
            models.FeedbackVector(
                workspace_id=actor.workspace_id, feedback_id=id, vector=vector, model=reading.MODEL
            )
            for id, vector in rows
        ]
    )


def read_masked(*, actor: Actor) -> None:
    """Read anew what lost its vector when words were masked; its theme stays."""
    while rows := corpus.without_vector(actor=actor):
        vectors = reading.vectors([row.text for row in rows])
        with transaction.atomic():
            there = corpus.words_of(actor=actor, ids=[row.id for row in rows])
            kept = [
                (row.id, vector)
                for row, vector in zip(rows, vectors, strict=True)
                if row.id in there and there[row.id].version == row.version
            ]
            _write_vectors(actor, kept)
        if not kept:
            return


def _find_likes(actor: Actor, fresh: Sequence[int], step: Step) -> None:
    before = corpus.read_before(actor=actor)
    done = 0
    for part, pool in reading.pools(before, fresh):
        step("Looking for what was said before", done, len(fresh))
        words = corpus.words_of(actor=actor, ids=pool)
        found = reading.alike(part, [words[number] for number in pool if number in words])
        with transaction.atomic():
            rows = dict(
                models.FeedbackVector.objects.filter(
                    workspace_id=actor.workspace_id, feedback_id__gte=min(part), feedback_id__lte=max(part)
                ).values_list("feedback_id", "pk")
            )
            bulk.set_values(
                models.FeedbackVector,
                ("alike",),
                ((rows[number], likes) for number, likes in found.items() if number in rows),
            )
        done += len(part)


def compute_figures(*, actor: Actor, now: datetime, step: Step) -> int:
    """Trend and representative sentences of open themes of which nothing is computed; how many."""
    actor.require(Role.EDITOR)
    bare = corpus.bare_themes(actor=actor)
    if not bare:
        return 0
    step("Computing trends", 0, len(bare))
    monday = week_of(now.date())
    volume = _weekly(corpus.days(actor=actor), monday)[None]
    counts = _weekly(corpus.days(actor=actor, themes=list(bare)), monday)
    weeks = _weeks(min(volume, default=monday), monday)
    trends = reading.trends({theme: counts.get(theme, {}) for theme in bare}, volume, weeks)
    quotes = {theme: reading.quotes(corpus.members(actor=actor, theme=theme)) for theme in bare}
    rows = []
    for theme, (trend, weekly) in trends.items():
        rows.append(
            models.ThemeFigure(
                workspace_id=actor.workspace_id,
                theme_id=theme,
                week=monday,
                verdict=trend.verdict,
                score=trend.score,
                expected=trend.expected,
                recent=trend.recent,
                weekly=list(weekly),
                quotes=quotes[theme],
            )
        )
    with transaction.atomic():
        standing = models.Theme.objects.filter(workspace_id=actor.workspace_id, state="open", figure=None)
        here = set(standing.values_list("pk", flat=True))
        bulk.insert([row for row in rows if row.theme_id in here])
    _compute_needs(actor, step)
    return len(rows)


def _compute_needs(actor: Actor, step: Step) -> None:
    """The need behind each open theme, of all at once, as each says something of the others."""
    figures = models.ThemeFigure.objects.filter(
        workspace_id=actor.workspace_id, theme__state="open", theme__kind="theme"
    )
    numbers = dict(figures.order_by("theme_id").values_list("theme_id", "pk"))
    step("Computing who needs it", 0, len(numbers))
    said = corpus.voices(actor=actor, currency=accounts.currency(actor=actor))
    found = needs(said, list(numbers))
    with transaction.atomic():
        bulk.set_values(
            models.ThemeFigure, ("need",), ((numbers[theme], need) for theme, need in found.items())
        )


def forget_old_figures(*, actor: Actor, now: datetime) -> int:
    """A week that ended is counted: figures of the weeks before go, and a job computes them again."""
    rows = models.ThemeFigure.objects.filter(workspace_id=actor.workspace_id, week__lt=week_of(now.date()))
    return rows.delete()[0]


def false_alarms(themes: int) -> float:
    """How many of the rising themes are expected to be none, a week, where so many are watched."""
    return reading.alarms(themes)


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def _weekly(days: Sequence[tuple[int | None, date, int]], before: date) -> dict[int | None, dict[date, int]]:
    found: dict[int | None, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for theme, day, many in days:
        if day < before:
            found[theme][week_of(day)] += many
    return found


def _weeks(first: date, monday: date) -> list[date]:
    many = min((monday - first).days // 7, reading.most_weeks())
    return [monday - timedelta(weeks=back) for back in range(many, 0, -1)]
