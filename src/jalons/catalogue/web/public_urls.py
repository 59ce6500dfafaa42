"""What the room shows to everybody."""

from django.urls import include, path

from jalons.catalogue.web.reminders.digest import REMINDERS
from jalons.foundation.digests.views import leave

urlpatterns = [
    path("rappels/<str:token>/", leave, {"digest": REMINDERS}, name=REMINDERS.leave),
    path("echanges/", include("jalons.catalogue.web.exchange.public_urls")),
    path("apercus/", include("jalons.catalogue.web.previews.public_urls")),
    path("controles/", include("jalons.catalogue.web.checks.public_urls")),
    path("", include("jalons.catalogue.web.datasets.public_urls")),
]
