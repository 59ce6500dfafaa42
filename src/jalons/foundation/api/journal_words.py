"""How the tokens of the API are said in the journal."""

from django.utils.translation import gettext_lazy as _

from jalons.foundation.journal.words import ObjectWords, declare

declare(
    {
        "api_token": ObjectWords(
            _("token of the API"),
            {"scopes": _("rights"), "expires_at": _("valid until"), "expires": _("valid until")},
        )
    }
)
