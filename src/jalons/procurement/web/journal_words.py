"""How the objects of this room are called in the journal, those of its registers aside."""

from jalons.foundation.journal.words import declare
from jalons.procurement.web.agec.reminders import AGEC
from jalons.procurement.web.clauses.reminders import CHECKS

declare({**AGEC.journal_words, **CHECKS.journal_words})
