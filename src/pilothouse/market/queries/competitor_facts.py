"""The matrix: features of a product by competitors, each fact with where it is from and whether it holds; and
what rests on facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When

from pilothouse.kit.actor import Actor
from pilothouse.kit.errors import NotFound
from pilothouse.kit.paging import Page, paginate
from pilothouse.kit.refs import Ref
from pilothouse.kit.search import Found
from pilothouse.kit.subjects import Subject, named
from pilothouse.market import models
from pilothouse.market.contracts import (
    SOON,
    Answer,
    CompetitorName,
    EarlierFact,
    Fact,
    Feature,
    Freshness,
    Resting,
    fact_number,
    of_fact_number,
)
from pilothouse.market.queries.competitors import competitor_names, own_competitors

FACT, FEATURE = "market.fact", "market.feature"
NOTHING_KNOWN: Mapping[str, Subject] = {}


@dataclass(frozen=True, slots=True)
class NarrowFeatures:
    """Which features: of the product that `product` refers to, whose name or description holds `text`;
    `shown` is one of `SHOWN_FACTS`, or empty for all."""

    product: str = ""
    text: str = ""
    shown: str = ""


def features(
    *, actor: Actor, narrow: NarrowFeatures, today: date, page: int = 1, size: int = 50
) -> Page[Feature]:
    """Features in the order in which they were added; two statements, one each for competitors and facts, and
    one for each kind of thing that is named."""
    names = competitor_names(actor=actor, product=narrow.product)
    rows = _narrowed(actor, narrow, [row.id for row in names], today)
    found = paginate(rows, page, size, lambda row: row)
    return Page(_features(actor, found.rows, names, today), found.total, found.page, found.size)


def feature(*, actor: Actor, id: int, today: date) -> Feature:
    """One feature. Raises `NotFound`, alike for one of another workspace and one in the trash."""
    row = own_features(actor).filter(pk=id).first()
    if row is None:
        raise NotFound("There is no such feature.", cure="It may have been removed; see the matrix.")
    names = competitor_names(actor=actor, product=row.product)
    return _features(actor, (row,), names, today)[0]


def fact(*, actor: Actor, id: int, today: date) -> Fact:
    """What is known of a feature at a competitor, by their number; unknown where nothing is. Raises
    `NotFound`."""
    feature_id, competitor_id = of_fact_number(id)
    of = own_features(actor).filter(pk=feature_id).values_list("name", flat=True).first()
    at = own_competitors(actor).filter(pk=competitor_id).values_list("name", flat=True).first()
    if of is None or at is None:
        raise NotFound("There is no such fact.", cure="Its feature or competitor may have been removed.")
    row = _full(own_facts(actor)).filter(feature_id=feature_id, competitor_id=competitor_id).first()
    place = (feature_id, of, competitor_id, at)
    return _fact(row, today, place) if row else _unknown(place)


def facts_of(*, actor: Actor, competitor: int, today: date) -> tuple[Fact, ...]:
    """What is known of a competitor, by product and feature; one statement."""
    rows = _full(own_facts(actor)).filter(competitor_id=competitor).exclude(answer="unknown")
    return tuple(_fact(row, today) for row in rows.order_by("feature__product", "feature_id"))


def facts_to_check(
    *, actor: Actor, today: date, only_resting: bool = False, page: int = 1, size: int = 50
) -> Page[Fact]:
    """Facts that have expired, or expire within 30 days: those first on which something rests, then by when
    they expire; two statements."""
    rows = _full(own_facts(actor)).filter(expires_on__lte=today + timedelta(SOON)).exclude(answer="unknown")
    if only_resting:
        rows = rows.filter(many_resting__gt=0)
    late = Case(When(many_resting__gt=0, then=Value(0)), default=Value(1), output_field=IntegerField())
    return paginate(rows.order_by(late, "expires_on", "pk"), page, size, lambda row: _fact(row, today))


def many_to_check(*, actor: Actor, today: date) -> int:
    """How many facts `facts_to_check` lists; one statement, which counts nothing that rests on them."""
    rows = own_facts(actor).filter(expires_on__lte=today + timedelta(SOON)).exclude(answer="unknown")
    return rows.count()


def earlier_facts(*, actor: Actor, id: int) -> tuple[EarlierFact, ...]:
    """What a fact was before, newest first; one statement."""
    feature_id, competitor_id = of_fact_number(id)
    rows = models.EarlierFact.objects.filter(
        workspace_id=actor.workspace_id, fact__feature_id=feature_id, fact__competitor_id=competitor_id
    )
    return tuple(
        EarlierFact(
            row.pk, cast(Answer, row.answer), row.source, row.since, row.seen_on, row.seen_by, row.until
        )
        for row in rows
    )


def resting(
    *, actor: Actor, today: date, about: Ref | None = None, fact_id: int | None = None
) -> tuple[Resting, ...]:
    """What rests on facts, suspect first: of the thing `about`, whose name is left out, or on one fact; one
    statement, and one for each kind of thing."""
    rows = models.FactLink.objects.filter(workspace_id=actor.workspace_id, **_LIVE)
    if about is not None:
        rows = rows.filter(target=str(about))
    if fact_id is not None:
        feature_id, competitor_id = of_fact_number(fact_id)
        rows = rows.filter(fact__feature_id=feature_id, fact__competitor_id=competitor_id)
    # Who asks about a thing knows what it is called.
    known = {str(about): Subject(str(about), "", "")} if about is not None else {}
    return _resting(actor, today, rows, known)


def resting_on_changed(*, actor: Actor, today: date) -> tuple[Resting, ...]:
    """What rests on facts that are others by now, and that no one looked at since; one statement, and one for
    each kind of thing."""
    rows = models.FactLink.objects.filter(workspace_id=actor.workspace_id, **_LIVE)
    return _resting(actor, today, rows.exclude(fact__answer=F("relied")))


def _resting(
    actor: Actor, today: date, rows: QuerySet[models.FactLink], known: Mapping[str, Subject] = NOTHING_KNOWN
) -> tuple[Resting, ...]:
    found = list(rows.select_related("fact__feature", "fact__competitor"))
    targets = named(actor=actor, refs=[row.target for row in found], known=known)
    many = [
        Resting(
            id=row.pk,
            fact=_fact(row.fact, today),
            target=targets[row.target],
            relied=cast(Answer, row.relied),
            note=row.note,
            added_at=row.added_at,
            added_by=row.added_by,
        )
        for row in found
    ]
    return tuple(sorted(many, key=lambda row: (not row.is_suspect, row.id)))


def suspects(actor: Actor, today: date) -> QuerySet[models.FactLink]:
    """What rests on a fact that has expired or is another by now."""
    rows = models.FactLink.objects.filter(workspace_id=actor.workspace_id, **_LIVE)
    return rows.filter(Q(fact__expires_on__lt=today) | ~Q(fact__answer=F("relied")))


def suspect(*, actor: Actor, today: date) -> int:
    """How many times something rests on such a fact; one statement."""
    return suspects(actor, today).count()


def find_facts(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """By words of the competitor and the feature."""
    rows = own_facts(actor).exclude(answer="unknown").select_related("feature", "competitor")
    for word in text.replace("\0", "").split()[:8]:  # PostgreSQL refuses NUL
        rows = rows.filter(Q(feature__name__icontains=word) | Q(competitor__name__icontains=word))
    return [
        Found(f"{row.competitor.name}: {row.feature.name}", row.answer.capitalize(), Ref(FACT, row.pk))
        for row in rows[:limit]
    ]


def named_facts(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = own_facts(actor).filter(pk__in=ids).values_list("pk", "competitor__name", "feature__name")
    return [
        Subject(f"{FACT}:{number}", f"{competitor}: {name}", f"{competitor}: {name}")
        for number, competitor, name in rows
    ]


def fact_key(*, actor: Actor, id: int) -> int:
    """How an address calls a fact. Raises `NotFound`."""
    row = own_facts(actor).filter(pk=id).values_list("feature_id", "competitor_id").first()
    if row is None:
        raise NotFound("There is no such fact.", cure="Its feature or competitor may have been removed.")
    return fact_number(*row)


def find_features(*, actor: Actor, text: str, limit: int) -> list[Found]:
    """By name."""
    rows = own_features(actor).filter(name__icontains=text.replace("\0", "").strip())[:limit]
    return [Found(row.name, "", Ref(FEATURE, row.pk)) for row in rows]


def named_features(*, actor: Actor, ids: Collection[int]) -> list[Subject]:
    rows = own_features(actor).filter(pk__in=ids).values_list("pk", "name", "product")
    return [Subject(f"{FEATURE}:{number}", name, name, within=product) for number, name, product in rows]


def own_features(actor: Actor) -> QuerySet[models.Feature]:
    """Features of the workspace that are not in the trash."""
    return models.Feature.objects.filter(workspace_id=actor.workspace_id, removed_at=None)


def own_facts(actor: Actor) -> QuerySet[models.Fact]:
    """Facts of which neither the feature nor the competitor is in the trash."""
    return models.Fact.objects.filter(
        workspace_id=actor.workspace_id, feature__removed_at=None, competitor__removed_at=None
    )


_LIVE: dict[str, Any] = {"fact__feature__removed_at": None, "fact__competitor__removed_at": None}


def _full(rows: QuerySet[models.Fact]) -> QuerySet[Any]:
    return rows.select_related("feature", "competitor").annotate(many_resting=Count("resting"))


def _narrowed(
    actor: Actor, narrow: NarrowFeatures, competitors: Sequence[int], today: date
) -> QuerySet[models.Feature]:
    rows = own_features(actor)
    if narrow.product:
        rows = rows.filter(product=narrow.product)
    if wanted := narrow.text.replace("\0", "").strip():
        rows = rows.filter(Q(name__icontains=wanted) | Q(description__icontains=wanted))
    if not narrow.shown:
        return rows
    facts = models.Fact.objects.filter(feature=OuterRef("pk"), competitor_id__in=competitors)
    current = Q(facts__competitor_id__in=competitors) & (
        Q(facts__expires_on=None) | Q(facts__expires_on__gte=today)
    )
    if narrow.shown == "expiring":
        soon = facts.filter(expires_on__lte=today + timedelta(SOON)).exclude(answer="unknown")
        return rows.filter(Exists(soon))
    if narrow.shown == "unverified":
        known = Q(facts__competitor_id__in=competitors, facts__answer__in=("yes", "partly", "no"))
        return rows.annotate(known=Count("facts", filter=known)).filter(known__lt=len(competitors))
    shipped = _shipped(actor, rows)
    if narrow.shown == "only-we":
        lacking = Count("facts", filter=current & Q(facts__answer="no"))
        rows = rows.filter(Q(own="shipped") | Q(pk__in=shipped)).annotate(lacking=lacking)
        return rows.filter(lacking=len(competitors), lacking__gt=0)
    having = Count("facts", filter=current & Q(facts__answer__in=("yes", "partly")))
    rows = rows.exclude(own="shipped").exclude(pk__in=shipped).annotate(having=having)
    return rows.filter(having=len(competitors), having__gt=0)


def _shipped(actor: Actor, rows: QuerySet[models.Feature]) -> list[int]:
    """Those of which the item that was to bring them has shipped."""
    planned = dict(rows.filter(own="planned").exclude(item="").values_list("pk", "item"))
    items = named(actor=actor, refs=planned.values())
    return [number for number, ref in planned.items() if items[ref].shipped]


def _features(
    actor: Actor, rows: Iterable[models.Feature], names: Sequence[CompetitorName], today: date
) -> tuple[Feature, ...]:
    found = tuple(rows)
    subjects = named(actor=actor, refs=[ref for row in found for ref in (row.product, row.item)])
    facts = models.Fact.objects.filter(
        feature_id__in=[row.pk for row in found], competitor_id__in=[row.id for row in names]
    ).annotate(many_resting=Count("resting"))
    known = {(row.feature_id, row.competitor_id): row for row in facts}
    return tuple(
        Feature(
            id=row.pk,
            product=subjects[row.product],
            name=row.name,
            description=row.description,
            own=row.own,
            item=subjects.get(row.item),
            facts=tuple(
                _fact(here, today, place) if (here := known.get((row.pk, at.id))) else _unknown(place)
                for at in names
                for place in ((row.pk, row.name, at.id, at.name),)
            ),
            version=row.version,
        )
        for row in found
    )


_Place = tuple[int, str, int, str]


def _fact(row: Any, today: date, place: _Place | None = None) -> Fact:
    """`place`: number and name of the feature and of the competitor, where they are at hand."""
    of, feature_name, at, name = place or (
        row.feature_id,
        row.feature.name,
        row.competitor_id,
        row.competitor.name,
    )
    return Fact(
        id=fact_number(of, at),
        row=row.pk,
        feature_id=of,
        feature_name=feature_name,
        competitor_id=at,
        competitor_name=name,
        answer=cast(Answer, row.answer),
        source=row.source,
        since=row.since,
        seen_on=row.seen_on,
        seen_by=row.seen_by,
        expires_on=row.expires_on,
        freshness=_freshness(row, today),
        resting=getattr(row, "many_resting", 0),
        version=row.version,
    )


def _unknown(place: _Place) -> Fact:
    of, feature_name, at, name = place
    nothing: tuple[Any, ...] = ("unknown", "", None, None, "", None, "none", 0, 0)
    return Fact(fact_number(of, at), None, of, feature_name, at, name, *nothing)


def _freshness(row: models.Fact, today: date) -> Freshness:
    if row.answer == "unknown" or row.expires_on is None:
        return "none"
    if row.expires_on < today:
        return "expired"
    return "soon" if row.expires_on <= today + timedelta(SOON) else "fresh"
