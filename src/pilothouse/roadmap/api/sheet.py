"""The table of items over REST: its rows in parts."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from pilothouse.kit import clock
from pilothouse.kit.actor import Actor
from pilothouse.kit.doors import request_actor
from pilothouse.kit.products import Products
from pilothouse.kit.rest import Id, Schema, read, straight, write
from pilothouse.kit.sheets import (
    MOST_ROWS,
    CellEdit,
    RowEdit,
    SheetChange,
    SheetColumn,
    SheetRows,
    SheetUndone,
)
from pilothouse.roadmap import queries, services
from pilothouse.roadmap.api.items import ItemNarrow
from pilothouse.roadmap.api.sent import OfProduct, products_of

router = Router()
CustomValues = Annotated[list[str], Query(max_length=50)]
Start = Annotated[int, Query(ge=0, le=10**7)]
Size = Annotated[int, Query(ge=1, le=5_000)]


@router.get(
    "/sheets/items/columns",
    response=list[SheetColumn],
    **read("list_item_columns", "Columns of the table of items"),
)
def list_item_columns(request: HttpRequest, product: OfProduct = None) -> list[SheetColumn]:
    """With what their cells may hold. Rows give their cells in this order."""
    actor = request_actor(request)
    return list(queries.sheet_columns(actor=actor, product_id=products_of(actor, product)))


@router.get("/sheets/items", response=SheetRows, **read("list_item_rows", "Rows of the table of items"))
def list_item_rows(
    request: HttpRequest,
    narrow: Query[ItemNarrow],
    custom: CustomValues = [],  # noqa: B006 - ninja reads the default and never changes it
    sort: str = "plan",
    start: Start = 0,
    size: Size = 500,
) -> HttpResponse:
    """Cells are values as they are shown, in the order of the columns. `custom` is the number of a custom
    field and its value, as `12:Gold`, and may be given several times."""
    actor = request_actor(request)
    wanted = _narrowed(actor, narrow, custom)
    return straight(queries.sheet_rows(actor=actor, narrow=wanted, sort=sort, start=start, size=size))


class CellIn(Schema):
    """A cell as it was typed; `was` is what stood there when it was read, null to store over anything."""

    column: Annotated[str, Field(max_length=60)]
    text: Annotated[str, Field(max_length=10_000)]
    was: Annotated[str, Field(max_length=10_000)] | None = None


class RowIn(Schema):
    """Cells of the item with number `id`, else of that with `key`, else of a new one."""

    id: Id | None = None
    key: Annotated[str, Field(max_length=40)] = ""
    cells: Annotated[list[CellIn], Field(max_length=100)]


class CellsIn(Schema):
    """Cells to store, or with `preview` only to try. With the `seal` of a preview they are stored only if
    the outcome is the one that was shown."""

    rows: Annotated[list[RowIn], Field(min_length=1, max_length=MOST_ROWS)]
    preview: bool = False
    seal: Annotated[str, Field(max_length=64)] = ""


@router.post(
    "/sheets/items/cells",
    response=SheetChange,
    **write("change_item_cells", "Store cells of the table of items, or try to"),
)
def change_item_cells(request: HttpRequest, body: CellsIn, product: OfProduct = None) -> HttpResponse:
    """As typed or pasted, all in one act. Refused cells say why; the others are stored."""
    rows = [
        RowEdit(tuple(CellEdit(**cell.dict()) for cell in row.cells), row.id, row.key.strip())
        for row in body.rows
    ]
    actor = request_actor(request)
    found = services.apply_cells(
        actor=actor,
        now=clock.now(),
        rows=rows,
        product_id=_one(products_of(actor, product)),
        preview=body.preview,
        seal=body.seal,
    )
    return straight(found)


def _one(products: Products) -> int | None:
    """The product that new rows belong to, where there is no other."""
    if isinstance(products, int) or products is None:
        return products
    return products[0] if len(products) == 1 else None


class CellsUndo(Schema):
    """The act to take back, as the answer to it named it."""

    batch: Annotated[str, Field(min_length=1, max_length=40)]


@router.post(
    "/sheets/items/undo", response=SheetUndone, **write("undo_item_cells", "Take back what was done to cells")
)
def undo_item_cells(request: HttpRequest, body: CellsUndo) -> HttpResponse:
    """What was changed again since stays, and is told."""
    return straight(services.undo_cells(actor=request_actor(request), now=clock.now(), batch=body.batch))


def _narrowed(actor: Actor, narrow: ItemNarrow, custom: list[str]) -> queries.ItemFilter:
    pairs = [text.partition(":") for text in custom]
    given = tuple(
        (int(name), text) for name, _, text in pairs if name.isdecimal() and len(name) < 10 and text
    )
    found = narrow.filter(actor)
    return replace(found, custom=(*found.custom, *given))
