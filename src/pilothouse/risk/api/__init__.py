"""Risk over REST, by subject."""

from __future__ import annotations

from ninja import Router

from pilothouse.risk.api import (
    advice,
    assessments,
    brief,
    exposure,
    ledger,
    proposals,
    register,
    responses,
    uncertainties,
)

router = Router()
for part in (advice, assessments, brief, exposure, ledger, proposals, register, responses, uncertainties):
    router.add_router("", part.router)
