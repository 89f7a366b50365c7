"""The API keeps to its own document, whatever is sent: no 5xx, no answer of another form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from pilothouse.site.wsgi import application
from tests.fixtures import found, token
from tests.permissions.callers import fill

pytestmark = [pytest.mark.slow, pytest.mark.one_database]
EXAMPLES = 12  # per operation, so that the whole stays within three minutes
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=SchemathesisConfig())


@pytest.fixture(scope="module")
def secret(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A token of the owner of a filled workspace; all that is done with it is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        _, owner = found(slug="acme", name="Acme")
        fill(owner)
        try:
            yield token(owner)
        finally:
            transaction.set_rollback(True)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_breaks_the_documented_form(case: Any, secret: str, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock(), transaction.atomic():
        try:
            case.call_and_validate(headers={"Authorization": f"Bearer {secret}"}, checks=CHECKS)
        finally:
            transaction.set_rollback(True)
