"""What several modules begin with is entered once; every later one is given a copy of its rows and files.

Entering the demo computes plans for seconds, and each process of the tests comes by it several times.
"""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

# Rows of the empty database, which nothing of the program adds to.
_FIXED = frozenset({"django_migrations", "django_content_type", "auth_permission"})


def once(name: str, enter: Callable[[], Any]) -> Any:
    """What `enter` returns. The database and the data folder are then as it left them the first time that any
    process of this run of tests asked for `name`; what they held before is to be the same each time.
    """
    from django.db import connection

    kept = Path(os.environ["PILOTHOUSE_TESTS"]) / "filled" / f"{connection.vendor}-{name}"
    with _alone(kept):
        if not (kept / "answer").exists():
            before = set(_files(_home()))
            answer = enter()
            _keep(kept, {path: _home() / path for path in _files(_home()) if path not in before}, answer)
            return answer
    return _give(kept)


def _home() -> Path:
    return Path(os.environ["PILOTHOUSE_HOME"])


def _files(folder: Path) -> Iterator[str]:
    """Everything in a data folder but the database."""
    for path in folder.rglob("*"):
        if path.is_file() and not path.name.startswith("test.sqlite3"):
            yield str(path.relative_to(folder))


@contextmanager
def _alone(kept: Path) -> Iterator[None]:
    kept.mkdir(parents=True, exist_ok=True)
    with (kept / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _keep(kept: Path, made: dict[str, Path], answer: Any) -> None:
    (kept / "rows").write_bytes(pickle.dumps({table: _rows(table) for table in _tables()}))
    for name, path in made.items():
        place = kept / "files" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)
    (kept / "answer").write_bytes(pickle.dumps(answer))


def _give(kept: Path) -> Any:
    from django.core.cache import cache as answers
    from django.db import transaction

    from pilothouse.accounts.models import User
    from pilothouse.journal import queries

    rows = pickle.loads((kept / "rows").read_bytes())
    with transaction.atomic():
        signed_in_by = dict(User.objects.values_list("pk", "password"))
        for table in rows:
            _do(f'DELETE FROM "{table}"')
        for table, content in rows.items():
            _insert(table, content)
        for number, password in signed_in_by.items():  # the caller's own users stay who they are
            User.objects.filter(pk=number).update(password=password)
        number_anew()
    if (kept / "files").exists():
        shutil.copytree(kept / "files", _home(), dirs_exist_ok=True)
    answers.clear()
    queries.forget()
    return pickle.loads((kept / "answer").read_bytes())


def number_anew(*labels: str) -> None:
    """Rows of these models, or of all, are numbered on from those that are there, on PostgreSQL too, where
    numbers of rows that were taken back are not given again."""
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection

    if connection.vendor == "postgresql":
        models = [apps.get_model(label) for label in labels] or apps.get_models()
        _do("".join(connection.ops.sequence_reset_sql(no_style(), models)))


def _do(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


@cache
def _tables() -> tuple[str, ...]:
    from django.db import connection

    return tuple(sorted(set(connection.introspection.table_names()) - _FIXED))


@cache
def _columns(table: str) -> tuple[str, ...]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')
        return tuple(row[0] for row in cursor.description)


def _rows(table: str) -> Any:
    """As the database holds them, for `_insert`."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copied:
                return b"".join(copied)
        cursor.execute(f'SELECT {_listed(table)} FROM "{table}"')
        return cursor.fetchall()


def _insert(table: str, content: Any) -> None:
    from django.db import connection

    if not content:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" FROM STDIN') as copied:
                copied.write(content)
            return
        places = ", ".join(["%s"] * len(_columns(table)))
        cursor.executemany(f'INSERT INTO "{table}" ({_listed(table)}) VALUES ({places})', content)


def _listed(table: str) -> str:
    return ", ".join(f'"{column}"' for column in _columns(table))
