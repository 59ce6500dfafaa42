"""How the objects of the accounts are said in the journal: they cannot see it themselves."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jalons.foundation.accounts.models import Role
from jalons.foundation.journal.words import ObjectWords, declare

_ROLES = {str(value): label for value, label in Role.choices}

declare(
    {
        "authority": ObjectWords(_("local authority"), {"staff": _("staff members")}),
        "membership": ObjectWords(_("member"), {"role": _("role")}, _ROLES),
        "invitation": ObjectWords(pgettext_lazy("journal", "invitation"), {"role": _("role")},
                                  _ROLES),
    }
)  # fmt: skip
