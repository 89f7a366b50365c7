"""Companies, contacts and feedback as nouns of tables: what a CRM or a spreadsheet exports."""

from pilothouse.market.intake.companies import COMPANIES
from pilothouse.market.intake.contacts import CONTACTS
from pilothouse.market.intake.feedback import FEEDBACK

NOUNS = (COMPANIES, CONTACTS, FEEDBACK)
