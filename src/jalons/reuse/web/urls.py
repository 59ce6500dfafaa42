from django.urls import include, path

urlpatterns = [
    path("effacement/", include("jalons.reuse.web.wiping.urls")),
    path("lots/", include("jalons.reuse.web.lots.urls")),
    path("repreneurs/", include("jalons.reuse.web.takers.urls")),
    path("offres/", include("jalons.reuse.web.offers.urls")),
    path("bilan/", include("jalons.reuse.web.accounts.urls")),
    path("", include("jalons.reuse.web.devices.urls")),
]
