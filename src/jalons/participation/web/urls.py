from django.urls import include, path

urlpatterns = [
    path("reponses/", include("jalons.participation.web.answering.urls")),
    path("moderation/", include("jalons.participation.web.moderation.urls")),
    path("depouillement/", include("jalons.participation.web.reading.urls")),
    path("imports/", include("jalons.participation.web.exchange.urls")),
    path("experimentations/", include("jalons.participation.web.experiments.urls")),
    path("positions/", include("jalons.participation.web.positions.urls")),
    path("", include("jalons.participation.web.consultations.urls")),
]
