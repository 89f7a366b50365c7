"""Addresses of risk."""

from __future__ import annotations

from django.urls import path

from pilothouse.risk.pages import (
    assessments,
    brief,
    choosing,
    exposure,
    ledger,
    proposals,
    register,
    responses,
)
from pilothouse.risk.pages import uncertainties as pages

app_name = "risk"

urlpatterns = [
    path("", register.register, name="register"),
    path("exposure", exposure.exposure, name="exposure"),
    path("assessments", assessments.assessments, name="assessments"),
    path("assessments/take", assessments.assess, name="assess"),
    path("assessments/rule", assessments.assessment_rule, name="assessment-rule"),
    path("assessments/<int:id>", assessments.assessment, name="assessment"),
    path("brief", brief.brief, name="brief"),
    path("ledger", ledger.ledger, name="ledger"),
    path("proposals", proposals.proposals, name="proposals"),
    path("proposals/<int:id>/enter", proposals.enter_proposal, name="enter-proposal"),
    path("proposals/<int:id>/dismiss", proposals.dismiss_proposal, name="dismiss-proposal"),
    path("proposals/<int:id>/again", proposals.propose_again, name="propose-again"),
    path("risks/new", register.new_risk, name="new-risk"),
    path("risks/quick", register.quick_add, name="quick-add"),
    path("risks/acts/<str:batch>/undo", register.undo_act, name="undo-act"),
    path("risks/<int:id>", register.risk, name="risk"),
    path("risks/<int:id>/edit", register.edit_risk, name="edit-risk"),
    path("risks/<int:id>/remove", register.remove_risk, name="remove-risk"),
    path("risks/<int:id>/undo-add", register.undo_add, name="undo-add"),
    path("risks/<int:id>/responses/new", responses.new_response, name="new-response"),
    path("responses", choosing.responses, name="responses"),
    path("responses/best/<int:id>/choose", choosing.choose_responses, name="choose-responses"),
    path("responses/acts/<str:batch>/undo", choosing.undo_responses, name="undo-responses"),
    path("responses/<int:id>", responses.response, name="response"),
    path("responses/<int:id>/edit", responses.edit_response, name="edit-response"),
    path("responses/<int:id>/remove", responses.remove_response, name="remove-response"),
    path("uncertainties/<int:id>/risk", register.from_question, name="risk-from-question"),
    path("questions", pages.open_questions, name="questions"),
    path("of/<str:scope>/uncertainties", pages.uncertainties, name="uncertainties"),
    path("of/<str:scope>/uncertainties/new", pages.new_uncertainty, name="new-uncertainty"),
    path("uncertainties/<int:id>", pages.uncertainty, name="uncertainty"),
    path("uncertainties/<int:id>/edit", pages.edit_uncertainty, name="edit-uncertainty"),
    path("uncertainties/<int:id>/evidence", pages.add_evidence, name="add-evidence"),
    path("uncertainties/<int:id>/settle", pages.settle, name="settle-uncertainty"),
    path("uncertainties/<int:id>/remove", pages.remove_uncertainty, name="remove-uncertainty"),
]
