"""How the choices of reminders are called in the journal."""

from jalons.catalogue.web.reminders.digest import REMINDERS
from jalons.foundation.journal.words import declare

declare(REMINDERS.journal_words)
