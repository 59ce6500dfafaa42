from django.urls import include, path

from jalons.foundation.register.urls import urls_of
from jalons.reuse.web.offers.register import offers
from jalons.reuse.web.offers.views import listing
from jalons.reuse.web.takers.register import takers

urlpatterns = [
    path("effacement/", include("jalons.reuse.web.wiping.urls")),
    path("lots/", include("jalons.reuse.web.lots.urls")),
    path("repreneurs/", include(urls_of(takers))),
    path("offres/", include(urls_of(offers, list=listing))),
    path("bilan/", include("jalons.reuse.web.accounts.urls")),
    path("", include("jalons.reuse.web.devices.urls")),
]
