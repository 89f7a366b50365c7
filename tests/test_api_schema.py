"""The API keeps to its own document, whatever is sent: no 5xx, no answer of another form.

Each run tries other requests: one of every operation, then more for half a minute in all.
`PILOTHOUSE_FUZZ_SECONDS` says how long, and `PILOTHOUSE_FUZZ_SEED` repeats a run whose seed was printed.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from pilothouse.site.wsgi import application
from tests.fixtures import found, taken_back, token
from tests.permissions.callers import fill

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.twice]
SECONDS = float(os.environ.get("PILOTHOUSE_FUZZ_SECONDS", "30"))
EACH = 5  # requests of an operation in a round over all, after the first
METHODS = {"get", "post", "put", "patch", "delete"}
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

HEADERS = {"Accept-Encoding": "identity"}  # the caller through WSGI unpacks nothing
schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=SchemathesisConfig())


@pytest.fixture(autouse=True)
def _connection_stays_open() -> Iterator[None]:
    """A request through WSGI would close the connection, and with it the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def secret(module_db: None) -> str:
    """A token of the owner of a filled workspace."""
    _, owner = found(slug="acme", name="Acme")
    fill(owner)
    return token(owner)


def _try(operation: Any, secret: str, number: int, most: int) -> int:
    """Send at most `most` random requests to an operation; returns how many were sent. A failure is as small
    as it can be."""
    sent = 0

    @seed(number)
    @settings(
        max_examples=most,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def keeps_to_the_document(case: Any) -> None:
        nonlocal sent
        sent += 1
        with taken_back():
            case.call_and_validate(headers=HEADERS | {"Authorization": f"Bearer {secret}"}, checks=CHECKS)

    keeps_to_the_document()
    return sent


def test_no_request_breaks_the_documented_form(secret: str) -> None:
    number = int(os.environ.get("PILOTHOUSE_FUZZ_SEED", random.SystemRandom().randrange(2**32)))
    print(f"PILOTHOUSE_FUZZ_SEED={number}")
    operations = [row.ok() for row in schema.get_all_operations()]
    chance, began = random.Random(number), time.monotonic()
    sent = [_try(operation, secret, number, 1) for operation in operations]
    first, rounds = time.monotonic() - began, 1
    while time.monotonic() - began < SECONDS:
        rounds += 1
        for operation in chance.sample(operations, len(operations)):
            if time.monotonic() - began > SECONDS:
                break
            sent += [_try(operation, secret, number + rounds, EACH)]
    print(f"{sum(sent)} requests in {rounds} rounds; the first, of {len(operations)}, took {first:.0f} s")

    assert len(operations) == sum(len(METHODS & path.keys()) for path in schema.raw_schema["paths"].values())
    assert min(sent[: len(operations)]) > 0
