"""How the objects of the footprint room are said in the journal."""

from django.utils.translation import gettext_lazy as _

from jalons.footprint.web.inventories.models import InventoryFile
from jalons.foundation.journal.words import ObjectWords, declare

declare(
    {
        "inventory": ObjectWords(
            _("inventory"),
            {
                "covers": _("what it counts"),
                "follows": _("follows"),
                "columns": _("columns"),
                "entity": _("entity"),
            },
            {value: label for value, label in InventoryFile.Covers.choices if value},
        ),
    }
)
