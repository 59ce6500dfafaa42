from django.urls import include, path

from jalons.strategy.web.observations import views as observations
from jalons.strategy.web.path import views

urlpatterns = [
    path("", views.path_page, name="path_page"),
    path("engagements/<int:number>/", views.commitment_page, name="commitment_page"),
    path("diagnostic/", include("jalons.strategy.web.facts.urls")),
    path("diagnostic/", include("jalons.strategy.web.diagnosis.urls")),
    path("feuille-de-route/acteurs/", include("jalons.strategy.web.actors.urls")),
    path("feuille-de-route/", include("jalons.strategy.web.calendar.urls")),
    path("feuille-de-route/", include("jalons.strategy.web.roadmap.urls")),
    path("documents/", include("jalons.strategy.web.statutory.urls")),
    path("comparaison/", include("jalons.strategy.web.comparison.urls")),
    path("", include("jalons.strategy.web.communes.urls")),
    path("indicateurs/", include("jalons.strategy.web.indicators.urls")),
    path("territoire/", include("jalons.strategy.web.territory.urls")),
    path("observations.json", observations.observations_json, name="observations_json"),
]
