"""The API keeps to its own document, whatever is sent: no 5xx, no answer of another form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
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

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.one_database]
EXAMPLES = 12  # per operation, so that the whole stays within three minutes
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

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


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_breaks_the_documented_form(case: Any, secret: str) -> None:
    with taken_back():  # one test is many requests
        case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, checks=CHECKS)
