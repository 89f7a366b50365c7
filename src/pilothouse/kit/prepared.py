"""Statements that are put together once. To make one takes Django ten times as long as to ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.query import FlatValuesListIterable, ValuesListIterable, get_related_populators

P = ParamSpec("P")
R = TypeVar("R")

_MOST = 1024  # values of one argument; with more, the statement is made each time
_LARGEST = 1 << 31
# What stands for the values where a statement is made: nothing that a statement of ours holds by itself.
_NUMBER = 2_147_000_000
_DAY = date(9870, 1, 1)
_TEXT = "\ufdd0prepared "
_Shape = tuple[object, ...]


def prepared(make: Callable[P, QuerySet[Any, R]]) -> Callable[P, list[R]]:
    """The rows of the query that `make` gives, whose statement is made once for each shape of its arguments.

    Positional arguments are numbers, texts, days, tuples or lists of numbers or texts, or None; they reach
    the database as values, so that `make` may only compare with them. What stands in the statement itself (a
    name of a column, a limit) is given by keyword. Beside its arguments `make` depends on nothing. Only
    `values_list` and rows of models without `prefetch_related` can be asked for.
    """
    known: dict[_Shape, _Statement] = {}

    @wraps(make)
    def ask(*args: P.args, **kwargs: P.kwargs) -> list[R]:
        given = [_padded(value) for value in args]
        if any(isinstance(value, tuple) and len(value) > _MOST for value in given) or _beyond(_flat(given)):
            return list(make(*args, **kwargs))
        shape = (*map(_shape, given), *kwargs.items())
        statement = known.get(shape)
        if statement is None:
            marks = _marked(given)
            made = cast(Callable[..., QuerySet[Any, R]], make)(*marks, **kwargs)
            statement = known[shape] = _Statement(made, _flat(marks))
        return statement.rows(_flat(given))

    return ask


def _padded(value: Any) -> Any:
    """A list as a tuple of 1, 2, 4, 8 … values, the last repeated: so that there are few shapes of it."""
    if not isinstance(value, (tuple, list)) or not value:
        return () if isinstance(value, (tuple, list)) else value
    return (*value, *value[-1:] * ((1 << (len(value) - 1).bit_length()) - len(value)))


def _shape(value: Any) -> object:
    if isinstance(value, tuple):
        return (len(value), _shape(value[0]) if value else None)
    if value is None:
        return None
    kind = next((kind for kind in (bool, int, str, date) if isinstance(value, kind)), None)
    if kind in (None, bool) or hasattr(value, "hour"):
        raise TypeError(f"A statement is not prepared for a {type(value).__name__}.")
    return kind


def _marked(given: Sequence[Any]) -> list[Any]:
    """A mark in the place of each value, of its kind."""
    numbers = iter(range(100_000))

    def mark(value: Any) -> Any:
        if isinstance(value, tuple):
            return tuple(map(mark, value))
        if value is None:
            return None
        number = next(numbers)
        if isinstance(value, int):
            return _NUMBER + number
        return _DAY + timedelta(days=number) if isinstance(value, date) else f"{_TEXT}{number}"

    return [mark(value) for value in given]


def _flat(values: Sequence[Any]) -> list[Any]:
    """The single values in their order, without what is None: that is a part of the shape."""
    parts = (value if isinstance(value, tuple) else (value,) for value in values)
    return [value for part in parts for value in part if value is not None]


def _beyond(values: Sequence[Any]) -> bool:
    """Whether a number is larger than some column holds: Django knows that then nothing is found."""
    return any(isinstance(value, int) and not -_LARGEST <= value < _LARGEST for value in values)


class _Statement:
    """The text of a statement, where its values stand, and how a row is read."""

    def __init__(self, made: QuerySet[Any, Any], marks: Sequence[Any]) -> None:
        self._alias = made.db
        self._kind: Any = made._iterable_class  # noqa: SLF001, because it says what a row becomes
        compiler = made.query.get_compiler(using=made.db)
        try:
            self._sql, params = compiler.as_sql()
        except EmptyResultSet:
            self._sql = ""
            return
        if made._prefetch_related_lookups:  # type: ignore[attr-defined] # noqa: SLF001
            raise TypeError("A prepared statement has no prefetch_related.")
        places = {self._adapted(mark): place for place, mark in enumerate(marks)}
        self._params = [(places.get(value) if _may_mark(value) else None, value) for value in params]
        if {place for place, _ in self._params} - {None} != set(places.values()):
            raise TypeError("A value of a prepared statement is not compared with as it is.")
        self._compiler = compiler
        self._columns = compiler.col_count
        self._converters = list(
            compiler.get_converters([part[0] for part in compiler.select[: self._columns]]).items()
        )

    def rows(self, values: Sequence[Any]) -> list[Any]:
        if not self._sql:
            return []
        adapted = list(map(self._adapted, values))
        params = [value if place is None else _like(value, adapted[place]) for place, value in self._params]
        with connections[self._alias].cursor() as cursor:
            cursor.execute(self._sql, params)
            found = cursor.fetchall()
        if self._converters:
            found = list(self._converted(found))
        if self._kind is FlatValuesListIterable:
            return [row[0] for row in found]
        if self._kind is ValuesListIterable:
            columns = self._columns
            return [tuple(row[:columns]) for row in found]
        return list(self._models(found))

    def _adapted(self, value: Any) -> Any:
        return connections[self._alias].ops.adapt_datefield_value(value) if type(value) is date else value

    def _converted(self, rows: Sequence[Sequence[Any]]) -> Iterator[list[Any]]:
        connection = connections[self._alias]
        for row in rows:
            found = list(row)
            for place, (converters, expression) in self._converters:
                for convert in converters:
                    found[place] = convert(found[place], expression, connection)
            yield found

    def _models(self, rows: Sequence[Sequence[Any]]) -> Iterator[Any]:
        """As Django makes them of rows, with what `select_related` and `annotate` add."""
        compiler, about = self._compiler, self._compiler.klass_info
        first, last = about["select_fields"][0], about["select_fields"][-1] + 1
        names = [part[0].target.attname for part in compiler.select[first:last]]
        beside = get_related_populators(about, compiler.select, self._alias)  # type: ignore[call-arg]
        for row in rows:
            made = about["model"].from_db(self._alias, names, row[first:last])
            for each in beside:
                each.populate(row, made)
            for name, place in (compiler.annotation_col_map or {}).items():
                setattr(made, name, row[place])
            yield made


def _like(mark: Any, value: Any) -> Any:
    """Trap: PostgreSQL is given numbers of the size of their column, which are kinds of `int`."""
    return type(mark)(value) if isinstance(mark, int) else value


def _may_mark(value: Any) -> bool:
    return isinstance(value, (int, str, date)) and not isinstance(value, bool)
