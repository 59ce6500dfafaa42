"""How the objects of this room are called in the journal, those of its registers aside."""

from jalons.foundation.journal.words import declare
from jalons.procurement.web.agec.reminders import AGEC

declare(AGEC.journal_words)
