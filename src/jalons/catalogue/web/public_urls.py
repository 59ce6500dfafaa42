"""What the room shows to everybody."""

from django.urls import include, path

urlpatterns = [
    path("obligations/", include("jalons.catalogue.web.duties.public_urls")),
    path("echanges/", include("jalons.catalogue.web.exchange.public_urls")),
    path("apercus/", include("jalons.catalogue.web.previews.public_urls")),
    path("controles/", include("jalons.catalogue.web.checks.public_urls")),
    path("donnees-personnelles/", include("jalons.catalogue.web.privacy.public_urls")),
    path("chartes/", include("jalons.catalogue.web.charters.public_urls")),
    path("algorithmes/", include("jalons.catalogue.web.algorithms.public_urls")),
    path("systemes-ia/", include("jalons.catalogue.web.ai_systems.public_urls")),
    path("", include("jalons.catalogue.web.datasets.public_urls")),
]
