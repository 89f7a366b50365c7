"""The one product choice: a product, a portfolio or all of them, as the address of a page says by
`?product=KEY` or `?product=portfolio-3`.

Products are kept by a room above, which is asked by the name that the setting `PILOTHOUSE_PRODUCTS` gives;
for portfolios, saved sets of products, by `PILOTHOUSE_PRODUCT_SETS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.request import QueryDict
from django.utils.module_loading import import_string

from pilothouse.kit.actor import Actor
from pilothouse.kit.refs import Ref

PARAMETER = "product"
SET = "portfolio-"  # before the number of a set in an address
_MOST = 40  # letters of a key that no product has, as a message repeats it


Products = int | tuple[int, ...] | None
"""What a question is narrowed to: one product by its number, several, or None for all."""

Rows = TypeVar("Rows", bound="QuerySet[Any]")


def of_products(rows: Rows, products: Products, path: str = "product_id") -> Rows:
    """Those of the rows whose product, reached by `path`, is asked about."""
    if products is None:
        return rows
    if isinstance(products, int):
        return rows.filter(**{path: products})
    return rows.filter(**{f"{path}__in": products})


@dataclass(frozen=True, slots=True)
class ProductName:
    """What a page calls a product, and how other rooms point to it."""

    id: int
    key: str
    name: str
    ref: Ref


@dataclass(frozen=True, slots=True)
class ProductSetName:
    """What a page calls a portfolio: products that are looked at together."""

    id: int
    name: str
    product_ids: tuple[int, ...]

    @property
    def key(self) -> str:
        """How an address names it. No key of a product is so long."""
        return f"{SET}{self.id}"


@dataclass(frozen=True, slots=True)
class ProductChoice:
    """The `products` there are and the one that the address chose, or the portfolio `together` of `sets`;
    neither for all of them.

    `unknown` is what the address named though nothing is called so: all are shown then.
    """

    products: tuple[ProductName, ...] = ()
    chosen: ProductName | None = None
    unknown: str = ""
    sets: tuple[ProductSetName, ...] = ()
    together: ProductSetName | None = None

    @property
    def id(self) -> int | None:
        return self.chosen.id if self.chosen else None

    @property
    def key(self) -> str:
        found = self.chosen or self.together
        return found.key if found else ""

    @property
    def name(self) -> str:
        """Of what was chosen; empty for all products."""
        found = self.chosen or self.together
        return found.name if found else ""

    @property
    def scope(self) -> Products:
        """What queries are narrowed to."""
        return self.together.product_ids if self.together else self.id

    @property
    def shown(self) -> tuple[ProductName, ...]:
        """The products that the choice holds, in their order."""
        if self.chosen:
            return (self.chosen,)
        held = self.together.product_ids if self.together else None
        return tuple(row for row in self.products if held is None or row.id in held)

    @property
    def refs(self) -> tuple[Ref, ...] | None:
        """How other rooms point to what was chosen; None for all."""
        return tuple(row.ref for row in self.shown) if self.key else None

    @property
    def names_each(self) -> bool:
        """Whether a list says of every row which product it belongs to."""
        return len(self.shown) > 1

    @property
    def only(self) -> ProductName | None:
        """The product that something new surely belongs to."""
        return self.shown[0] if len(self.shown) == 1 else None

    @property
    def names(self) -> dict[str, str]:
        """What each product is called, by key."""
        return {row.key: row.name for row in self.products}

    def of(self, ref: Ref) -> ProductName | None:
        """The product that a reference points to."""
        return next((row for row in self.products if row.ref == ref), None)


NO_CHOICE = ProductChoice()
_Source = Callable[..., tuple[ProductName, ...]]
_Sets = Callable[..., tuple[ProductSetName, ...]]


def product_choice(request: HttpRequest) -> ProductChoice:
    """What the address of a request chooses, asked once a request; all of nothing outside a workspace."""
    found = getattr(request, "product_choice", None)
    if isinstance(found, ProductChoice):
        return found
    actor = getattr(request, "actor", None)
    if not isinstance(actor, Actor):
        return NO_CHOICE
    made = choice_of(actor, request.GET.get(PARAMETER, ""))
    request.product_choice = made  # type: ignore[attr-defined]
    return made


def choice_of(actor: Actor, typed: str) -> ProductChoice:
    """The choice that `typed` stands for in the actor's workspace. One product alone has no portfolios."""
    products = cast(_Source, import_string(settings.PILOTHOUSE_PRODUCTS))(actor=actor)
    if len(products) < 2:
        return chosen_of(products, typed)
    return chosen_of(
        products, typed, cast(_Sets, import_string(settings.PILOTHOUSE_PRODUCT_SETS))(actor=actor)
    )


def chosen_of(
    products: tuple[ProductName, ...], typed: str, sets: tuple[ProductSetName, ...] = ()
) -> ProductChoice:
    """The choice that `typed`, a key in capitals or not, stands for."""
    key = typed.strip()
    chosen = next((row for row in products if row.key == key.upper()), None)
    together = next((row for row in sets if row.key == key.lower()), None)
    unknown = "" if chosen or together else key.replace("\0", "")[:_MOST]
    return ProductChoice(products, chosen, unknown, sets, together)


def carried(url: str, key: str) -> str:
    """An address of a page with the product `key` in it; without one when `key` is empty."""
    parts = urlsplit(url)
    query = QueryDict(parts.query, mutable=True)
    query.pop(PARAMETER, None)
    if key:
        query[PARAMETER] = key
    return parts._replace(query=query.urlencode()).geturl()


def of_another(request: HttpRequest, ref: Ref) -> str:
    """Where the page of one product is whose address chose another product; empty where it is right."""
    choice = product_choice(request)
    own = choice.of(ref)
    if choice.chosen is None or own is None or choice.chosen == own:
        return ""
    return carried(request.get_full_path(), own.key)


def kept(request: HttpRequest, url: str) -> str:
    """An address of a page with the product choice of the request."""
    return carried(url, product_choice(request).key) if request.GET.get(PARAMETER) else url
