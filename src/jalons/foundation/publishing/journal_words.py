"""How the public page is said in the journal."""

from django.utils.translation import gettext_lazy as _

from jalons.foundation.journal.words import ObjectWords, declare

declare({"public_page": ObjectWords(_("public page"))})
