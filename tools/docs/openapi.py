"""The OpenAPI document, as served at /api/v1/openapi.json."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

FILE = "openapi.json"


@cache
def document() -> dict[str, Any]:
    """The document as plain JSON values: made once, for all who read it."""
    from django.core.serializers.json import DjangoJSONEncoder

    from pilothouse.site.api import api

    found: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema(), cls=DjangoJSONEncoder))
    return found


def render() -> str:
    return json.dumps(document(), indent=1, ensure_ascii=False, sort_keys=True) + "\n"
