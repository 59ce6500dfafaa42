"""The words of the room in the journal."""

from jalons.foundation.journal.words import declare
from jalons.procurement.web.clauses.reminders import CHECKS

declare(CHECKS.journal_words)
