"""What the room shows to everybody."""

from django.urls import include, path

urlpatterns = [
    path("resultats/", include("jalons.participation.web.reading.public_urls")),
    path("experimentations/", include("jalons.participation.web.experiments.public_urls")),
    path("positions/", include("jalons.participation.web.positions.public_urls")),
    path("", include("jalons.participation.web.answering.public_urls")),
]
