"""Reading a whole workspace as of one moment, while others write and wait for nobody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction

_ALIAS = "snapshot"


@contextmanager
def snapshot() -> Iterator[str]:
    """The alias of a connection on which everything that is read is of one moment.

    It is a connection of its own, as those of services take SQLite's write lock with every transaction.
    Inside a transaction of the caller's it is that one's.
    """
    if connections[DEFAULT_DB_ALIAS].in_atomic_block:
        yield DEFAULT_DB_ALIAS
        return
    own: Any = connections.create_connection(DEFAULT_DB_ALIAS)
    own.alias = _ALIAS
    own.settings_dict = deepcopy(own.settings_dict)
    own.settings_dict["OPTIONS"].pop("transaction_mode", None)
    if own.vendor == "sqlite":
        own.transaction_mode = None
    connections[_ALIAS] = own
    try:
        with transaction.atomic(using=_ALIAS):
            if own.vendor == "postgresql":
                with own.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield _ALIAS
    finally:
        own.close()
        del connections[_ALIAS]
