"""What customers are, say and miss, and facts about competitors, as nouns of tables."""

from pilothouse.market.intake.companies import COMPANIES
from pilothouse.market.intake.competitors import FACTS
from pilothouse.market.intake.contacts import CONTACTS
from pilothouse.market.intake.feedback import FEEDBACK
from pilothouse.market.intake.studies import SURVEY_ANSWERS, USABILITY_RESULTS
from pilothouse.market.intake.support import SUPPORT

NOUNS = (COMPANIES, CONTACTS, FEEDBACK, SUPPORT, FACTS, SURVEY_ANSWERS, USABILITY_RESULTS)
