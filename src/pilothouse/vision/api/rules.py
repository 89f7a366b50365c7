"""The rules of the review over REST."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from pilothouse.kit.doors import request_actor
from pilothouse.kit.rest import read
from pilothouse.vision import contracts, queries

router = Router()


@router.get(
    "/review/rules",
    response=list[contracts.Rule],
    **read("list_review_rules", "Rules of the review with their manuals"),
)
def list_review_rules(request: HttpRequest) -> list[contracts.Rule]:
    request_actor(request)
    return list(queries.rules())
