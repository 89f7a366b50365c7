"""What can be asked of risk; always within the actor's workspace."""

from pilothouse.risk.queries.advice import advice, advice_digest, advice_of
from pilothouse.risk.queries.alerts import alert_notices
from pilothouse.risk.queries.assessments import (
    assessed_refs,
    assessment,
    assessment_before,
    assessment_rule,
    assessments,
    assessments_due,
    latest_by_ref,
    newest_assessment,
    rules_by_ref,
    usual_rule,
)
from pilothouse.risk.queries.costs import due_and_costly, risks_touching
from pilothouse.risk.queries.exposure import date_ref, digest, exposure, exposure_of_run
from pilothouse.risk.queries.ledger import has_overdue_statements
from pilothouse.risk.queries.proposals import named_proposals, proposal, proposals, slip_outlook
from pilothouse.risk.queries.register import (
    RiskFilter,
    due_for_review,
    find_risks,
    named_risks,
    open_risks,
    risk,
    risk_of_question,
    risks,
    risks_concern,
)
from pilothouse.risk.queries.responses import named_responses, response, responses
from pilothouse.risk.queries.uncertainties import (
    blocking_questions,
    concerned,
    find_uncertainties,
    named_uncertainties,
    open_about,
    open_questions,
    questions_of,
    raised_in,
    uncertainties,
    uncertainty,
)

__all__ = [
    "RiskFilter",
    "advice",
    "advice_digest",
    "advice_of",
    "alert_notices",
    "assessed_refs",
    "assessment",
    "assessment_before",
    "assessment_rule",
    "assessments",
    "assessments_due",
    "blocking_questions",
    "concerned",
    "date_ref",
    "digest",
    "due_and_costly",
    "due_for_review",
    "exposure",
    "exposure_of_run",
    "find_risks",
    "find_uncertainties",
    "has_overdue_statements",
    "latest_by_ref",
    "named_proposals",
    "named_responses",
    "named_risks",
    "named_uncertainties",
    "newest_assessment",
    "open_about",
    "open_questions",
    "open_risks",
    "proposal",
    "proposals",
    "questions_of",
    "raised_in",
    "response",
    "responses",
    "risk",
    "risk_of_question",
    "risks",
    "risks_concern",
    "risks_touching",
    "rules_by_ref",
    "slip_outlook",
    "uncertainties",
    "uncertainty",
    "usual_rule",
]
