from django.urls import include, path

from jalons.participation.web import travelling

urlpatterns = [
    path("reponses/", include("jalons.participation.web.answering.urls")),
    path("moderation/", include("jalons.participation.web.moderation.urls")),
    path("depouillement/", include("jalons.participation.web.reading.urls")),
    path("imports/", include("jalons.participation.web.exchange.urls")),
    path("experimentations/", include("jalons.participation.web.experiments.urls")),
    path("positions/<uuid:pk>/au-grand-jour/", travelling.page, name="position_travelling"),
    path("positions/", include("jalons.participation.web.positions.urls")),
    path("", include("jalons.participation.web.consultations.urls")),
]
