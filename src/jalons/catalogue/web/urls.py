from django.urls import include, path

from jalons.catalogue.web.reminders.views import page

urlpatterns = [
    path("rappels/", page, name="catalogue_reminders"),
    path("obligations/", include("jalons.catalogue.web.duties.urls")),
    path("echanges/", include("jalons.catalogue.web.exchange.urls")),
    path("apercus/", include("jalons.catalogue.web.previews.urls")),
    path("controles/", include("jalons.catalogue.web.checks.urls")),
    path("donnees-personnelles/", include("jalons.catalogue.web.privacy.urls")),
    path("chartes/", include("jalons.catalogue.web.charters.urls")),
    path("algorithmes/", include("jalons.catalogue.web.algorithms.urls")),
    path("systemes-ia/", include("jalons.catalogue.web.ai_systems.urls")),
    path("", include("jalons.catalogue.web.datasets.urls")),
]
