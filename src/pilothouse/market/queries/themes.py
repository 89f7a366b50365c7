"""Themes: the list, one of them, what was proposed, and what may say the same as a piece."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import cast

from django.db.models import CharField, Count, F, FloatField, IntegerField, Q, QuerySet, Subquery, Value

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.kit.subjects import Subject
from pilothouse.market import models
from pilothouse.market.contracts import (
    Alike,
    Amount,
    MarketToday,
    RisingTheme,
    Theme,
    ThemeName,
    ThemeNeed,
    ThemePart,
    ThemeProposal,
    ThemeQuote,
    ThemeShare,
    ThemesSummary,
    ThemeTrend,
    headline,
)
from pilothouse.market.contracts.themes import Change, ThemeKind, ThemeState
from pilothouse.market.queries.competitor_facts import suspects
from pilothouse.market.queries.feedback import own

KIND = "market.theme"
_SORTS = {
    "feedback": ("-feedback_count", "name", "id"),
    "name": ("name", "id"),
    "trend": (F("figure__score").desc(nulls_last=True), "-feedback_count", "name", "id"),
}
_BESIDE = ("figure", "split_from", "merged_into")
_RANKED = ("theme",)


def themes(
    *, actor: Actor, text: str = "", kind: str = "", sort: str = "feedback", page: int = 1, size: int = 50
) -> Page[Theme]:
    """Open themes whose name holds `text`, of a kind; five statements."""
    narrowed = _narrowed(actor, text, kind)
    rows = _counted(narrowed).select_related(*_BESIDE).prefetch_related("merged")
    found = paginate(rows.order_by(*_SORTS.get(sort, _SORTS["feedback"])), page, size, lambda row: row)
    return Page(_shown(actor, found.rows), found.total, found.page, found.size)


def theme_ids(*, actor: Actor, text: str = "", kind: str = "") -> list[int]:
    """Numbers of all that `themes` lists; one statement."""
    return list(_narrowed(actor, text, kind).values_list("pk", flat=True))


def _narrowed(actor: Actor, text: str, kind: str) -> QuerySet[models.Theme]:
    rows = _open(actor)
    for word in text.replace("\0", "").split()[:8]:
        rows = rows.filter(name__icontains=word)
    kind = kind.replace("\0", "")
    return rows.filter(kind=kind) if kind else rows


def theme(*, actor: Actor, id: int) -> Theme:
    """One theme, in whatever state. Raises `NotFound`, alike for one of another workspace."""
    row = _counted(_all(actor)).select_related(*_BESIDE).prefetch_related("merged").filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such theme.", cure="See the list of themes.")
    return _shown(actor, (row,))[0]


def theme_names(*, actor: Actor) -> list[tuple[int, str]]:
    """Number and name of every open theme, by name; one statement."""
    return list(_open(actor).order_by("name", "pk").values_list("pk", "name"))


def find_themes(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """By words of the name."""
    rows = _open(actor)
    for word in text.replace("\0", "").split()[:8]:
        rows = rows.filter(name__icontains=word)
    return [Found(row.name, row.kind, Ref(KIND, row.pk)) for row in rows[:limit]]


def named_themes(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = _all(actor).filter(pk__in=ids).values_list("pk", "name")
    return [Subject(f"{KIND}:{number}", name, name) for number, name in rows]


def summary(*, actor: Actor) -> ThemesSummary:
    """How much of all feedback stands where; four statements."""
    pieces = own(actor).aggregate(
        all=Count("pk"),
        themed=Count("pk", filter=Q(theme__kind__in=("theme", "routine"))),
        loose=Count("pk", filter=Q(theme__kind="loose")),
        unread=Count("pk", filter=Q(theme_by="")),
    )
    run = models.ThemeRun.objects.filter(workspace_id=actor.workspace_id).defer("mean", "axes").first()
    return ThemesSummary(
        feedback=pieces["all"],
        in_themes=pieces["themed"],
        in_loose=pieces["loose"],
        without=pieces["all"] - pieces["themed"] - pieces["loose"] - pieces["unread"],
        unread=pieces["unread"],
        proposals=_waiting(actor).count(),
        looked_at=run.made_at if run else None,
        since=own(actor).filter(pk__gt=run.newest).count() if run else None,
    )


def watched(*, actor: Actor) -> int:
    """How many themes have a trend; one statement."""
    return _open(actor).filter(kind__in=_RANKED).exclude(figure=None).count()


def rising(*, actor: Actor, today: date, most: int = 5) -> MarketToday:
    """Themes that are written about more than before, the clearest first, and how much is suspect of what
    rests on facts about competitors; one statement for both."""
    watched = _open(actor).filter(kind__in=_RANKED).exclude(figure=None).order_by()
    many = watched.values("workspace_id").annotate(many=Count("pk")).values("many")
    number, nothing = IntegerField(), Value(None, output_field=FloatField())
    themes = _open(actor).filter(kind__in=_RANKED, figure__verdict="rising").order_by()
    found = themes.annotate(is_theme=Value(1, number), watched=Subquery(many, number)).values_list(
        "is_theme", "pk", "name", "figure__recent", "figure__expected", "figure__score", "watched"
    )
    facts = (
        suspects(actor, today)
        .order_by()
        .values("workspace_id")
        .annotate(
            is_theme=Value(0, number),
            many=Count("pk"),
            named=Value("", CharField()),
            recent=nothing,
            expected=nothing,
            score=nothing,
            watched=Value(0, number),
        )
    )
    columns = ("is_theme", "many", "named", "recent", "expected", "score", "watched")
    rows = list(found.union(facts.values_list(*columns), all=True))
    rose = sorted((row for row in rows if row[0]), key=lambda row: (-(row[5] or 0.0), row[1]))
    return MarketToday(
        rising=tuple(RisingTheme(row[1], row[2], row[3], row[4]) for row in rose[:most]),
        watched=rose[0][6] if rose else 0,
        suspect=sum(row[1] for row in rows if not row[0]),
    )


def proposals(*, actor: Actor) -> tuple[ThemeProposal, ...]:
    """What the last look through all feedback would change and nobody decided, most feedback first; three
    statements."""
    rows = tuple(_waiting(actor).select_related("run"))
    numbers = {number for row in rows for number in row.before}
    names = dict(_all(actor).filter(pk__in=numbers).values_list("pk", "name"))
    examples = _texts(actor, [part["example"] for row in rows for part in row.after])
    themed = _themes_of(actor, {number for row in rows for part in row.after for number in part["feedback"]})
    return tuple(_proposal(row, names, examples, themed) for row in rows)


def alike(*, actor: Actor, id: int) -> tuple[Alike, ...]:
    """Up to five earlier pieces that may say the same as one, likeliest first; two statements."""
    row = models.FeedbackVector.objects.filter(workspace_id=actor.workspace_id, feedback_id=id).first()
    if row is None or not row.alike:
        return ()
    pieces = own(actor).select_related("company").in_bulk([int(number) for number, _ in row.alike])
    found = [(pieces[number], chance) for number, chance in row.alike if number in pieces]
    return tuple(
        Alike(piece.pk, headline(piece.text), _company(piece), piece.received_on, chance)
        for piece, chance in found
    )


def _all(actor: Actor) -> QuerySet[models.Theme]:
    return models.Theme.objects.filter(workspace_id=actor.workspace_id)


def _open(actor: Actor) -> QuerySet[models.Theme]:
    return _all(actor).filter(state="open")


def _waiting(actor: Actor) -> QuerySet[models.ThemeProposal]:
    return models.ThemeProposal.objects.filter(workspace_id=actor.workspace_id, state="waiting")


def _counted(rows: QuerySet[models.Theme]) -> QuerySet[models.Theme]:
    return rows.annotate(feedback_count=Count("feedback", filter=Q(feedback__removed_at=None)))


def _shown(actor: Actor, rows: Iterable[models.Theme]) -> tuple[Theme, ...]:
    found = tuple(rows)
    numbers = [row.pk for row in found]
    behind: dict[int, list[tuple[int | None, int | None, str | None]]] = defaultdict(list)
    pieces = own(actor).filter(theme_id__in=numbers).order_by()
    for number, *company in pieces.values_list(
        "theme_id", "company_id", "company__revenue_cents", "company__currency"
    ).distinct():
        behind[number].append(cast("tuple[int | None, int | None, str | None]", tuple(company)))
    bare = pieces.filter(company=None).values_list("theme_id").annotate(many=Count("pk"))
    unnamed: dict[int, int] = dict(bare)
    figures = {row.pk: _figure(row) for row in found}
    quoted = {number for figure in figures.values() if figure for number in figure.quotes}
    said = own(actor).select_related("company").in_bulk(quoted) if quoted else {}
    return tuple(_theme(row, figures[row.pk], behind[row.pk], unnamed.get(row.pk, 0), said) for row in found)


def _figure(row: models.Theme) -> models.ThemeFigure | None:
    return getattr(row, "figure", None)


def _theme(
    row: models.Theme,
    figure: models.ThemeFigure | None,
    behind: Sequence[tuple[int | None, int | None, str | None]],
    unnamed: int,
    said: dict[int, models.Feedback],
) -> Theme:
    pieces = [said[number] for number in (figure.quotes if figure else ()) if number in said]
    return Theme(
        id=row.pk,
        name=row.name,
        kind=cast(ThemeKind, row.kind),
        state=cast(ThemeState, row.state),
        is_pinned=row.is_pinned,
        is_renamed=row.is_renamed,
        feedback=getattr(row, "feedback_count", 0),
        companies=sum(number is not None for number, _, _ in behind),
        unnamed=unnamed,
        revenue=_revenue(behind),
        trend=_trend(row, figure),
        need=_need(row, figure),
        quotes=tuple(
            ThemeQuote(piece.pk, headline(piece.text), _company(piece), piece.received_on)
            for piece in pieces
            if piece.theme_id == row.pk
        ),
        made_by=row.made_by,
        made_at=row.made_at,
        model=row.model,
        split_from=_name(row.split_from),
        merged_into=_name(row.merged_into),
        merged=tuple(ThemeName(each.pk, each.name) for each in row.merged.all() if each.state == "merged"),
        version=row.version,
    )


def _name(row: models.Theme | None) -> ThemeName | None:
    return ThemeName(row.pk, row.name) if row else None


def _trend(row: models.Theme, figure: models.ThemeFigure | None) -> ThemeTrend | None:
    if figure is None or row.kind not in _RANKED or row.state != "open":
        return None
    return ThemeTrend(
        figure.verdict, figure.score, figure.expected, round(figure.recent, 2), tuple(figure.weekly)
    )


def _need(row: models.Theme, figure: models.ThemeFigure | None) -> ThemeNeed | None:
    if figure is None or not figure.need or row.kind not in _RANKED or row.state != "open":
        return None
    held = dict(figure.need)
    companies, revenue = held.pop("companies"), held.pop("revenue")
    return ThemeNeed(
        companies=ThemeShare(*companies), revenue=ThemeShare(*revenue) if revenue else None, **held
    )


def _revenue(behind: Iterable[tuple[int | None, int | None, str | None]]) -> tuple[Amount, ...]:
    sums: dict[str, int] = defaultdict(int)
    for number, cents, currency in behind:
        if number is not None and cents is not None and currency:
            sums[currency] += cents
    return tuple(Amount(cents, currency) for currency, cents in sorted(sums.items(), key=lambda row: -row[1]))


def _company(row: models.Feedback) -> str:
    return row.company.name if row.company else ""


def _texts(actor: Actor, ids: Collection[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    numbers = sorted(set(ids))
    for start in range(0, len(numbers), 500):
        rows = own(actor).filter(pk__in=numbers[start : start + 500]).values_list("pk", "text")
        found |= {number: headline(text) for number, text in rows}
    return found


def _themes_of(actor: Actor, ids: Collection[int]) -> dict[int, int]:
    """The theme of those of these pieces that have one."""
    if not ids:
        return {}
    rows = own(actor).exclude(theme=None).order_by().values_list("pk", "theme_id")
    if len(ids) <= 500:
        rows = rows.filter(pk__in=ids)
    return {number: theme for number, theme in rows.iterator(chunk_size=2_000) if number in ids}


def _proposal(
    row: models.ThemeProposal, names: dict[int, str], examples: dict[int, str], themed: dict[int, int]
) -> ThemeProposal:
    before = set(row.before)
    return ThemeProposal(
        id=row.pk,
        change=cast(Change, row.change),
        themes=tuple(ThemeName(number, names[number]) for number in row.before if number in names),
        parts=tuple(
            ThemePart(
                name=part["name"],
                kind=part["kind"],
                feedback=len(part["feedback"]),
                moved=sum(themed.get(number, 0) not in (0, *before) for number in part["feedback"]),
                example=examples.get(part["example"], ""),
            )
            for part in row.after
        ),
        shares=tuple(row.shares),
        made_at=row.run.made_at,
    )
