"""Verbs of risk."""

from pilothouse.risk.planning.ledger import risk_ledger, stated_probabilities
from pilothouse.risk.services.advice import choose_responses, record_advice, undo_responses
from pilothouse.risk.services.assessing.rules import change_assessment_rule
from pilothouse.risk.services.assessing.taking import assess, assess_due, assess_run
from pilothouse.risk.services.briefing import risk_brief
from pilothouse.risk.services.exposure import record_exposure
from pilothouse.risk.services.fields import EDITABLE
from pilothouse.risk.services.proposing import (
    dismiss_proposal,
    enter_proposal,
    keep_proposals,
    keep_slip_outlook,
    propose_again,
)
from pilothouse.risk.services.register.bulk import bulk_change_risks, undo_risks
from pilothouse.risk.services.register.intake import (
    Register,
    import_risks,
    risk_edits_since,
    undo_import_of_risks,
)
from pilothouse.risk.services.register.risks import (
    add_from_question,
    add_risk,
    change_risk,
    remove_risk,
)
from pilothouse.risk.services.responses import (
    add_response,
    change_response,
    link_response,
    remove_response,
)
from pilothouse.risk.services.settling import (
    accept_uncertainty,
    add_evidence,
    reopen_uncertainty,
    resolve_uncertainty,
)
from pilothouse.risk.services.stating import resolve_overdue
from pilothouse.risk.services.uncertainties import (
    change_uncertainty,
    let_go,
    raise_uncertainty,
    remove_uncertainty,
    restore,
)
from pilothouse.risk.services.worth import outdate_worth, record_worth

__all__ = [
    "EDITABLE",
    "Register",
    "accept_uncertainty",
    "add_evidence",
    "add_from_question",
    "add_response",
    "add_risk",
    "assess",
    "assess_due",
    "assess_run",
    "bulk_change_risks",
    "change_assessment_rule",
    "change_response",
    "change_risk",
    "change_uncertainty",
    "choose_responses",
    "dismiss_proposal",
    "enter_proposal",
    "import_risks",
    "keep_proposals",
    "keep_slip_outlook",
    "let_go",
    "link_response",
    "outdate_worth",
    "propose_again",
    "raise_uncertainty",
    "record_advice",
    "record_exposure",
    "record_worth",
    "remove_response",
    "remove_risk",
    "remove_uncertainty",
    "reopen_uncertainty",
    "resolve_overdue",
    "resolve_uncertainty",
    "restore",
    "risk_brief",
    "risk_edits_since",
    "risk_ledger",
    "stated_probabilities",
    "undo_import_of_risks",
    "undo_responses",
    "undo_risks",
]
