"""The pages of parcels, for the search."""

from django.utils.translation import gettext_lazy as _

from jalons.foundation.search.finders import Page

PAGES: tuple[Page, ...] = (
    Page(
        "ai_parcel_list",
        _("Recipes of other territories"),
        _("exchange, share, artificial intelligence"),
    ),
)
