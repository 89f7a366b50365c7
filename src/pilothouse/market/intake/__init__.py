"""Companies, contacts, feedback and support problems as nouns of tables, such as the export of a CRM."""

from pilothouse.market.intake.companies import COMPANIES
from pilothouse.market.intake.contacts import CONTACTS
from pilothouse.market.intake.feedback import FEEDBACK
from pilothouse.market.intake.support import SUPPORT

NOUNS = (COMPANIES, CONTACTS, FEEDBACK, SUPPORT)
