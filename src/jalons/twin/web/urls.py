from django.urls import include, path

from jalons.twin.web import views
from jalons.twin.web.entities import views as entities

urlpatterns = [
    path("", views.home, name="twin_home"),
    path("alertes/", include("jalons.twin.web.alerts.urls")),
    path("et-si/", include("jalons.twin.web.whatif.urls")),
    path("usages/", include("jalons.twin.web.cases.urls")),
    path("carte/", views.town_map, name="twin_map"),
    path("chaleur/", include("jalons.twin.web.heat.urls")),
    path("tableaux/", include("jalons.twin.web.dashboards.urls")),
    path("fiches/", views.sheets, name="twin_sheets"),
    path("fiches/nouvelle/", views.sheet_new, name="twin_sheet_new"),
    path("fiches/<slug:key>/", views.sheet, name="twin_sheet"),
    path("fiches/<slug:key>/modifier/", views.sheet_edit, name="twin_sheet_edit"),
    path("donnees/", include("jalons.twin.web.ingest.urls")),
    path("entites/<slug:key>/", entities.entities, name="twin_entities"),
    path("entite/<path:entity>/", entities.entity, name="twin_entity"),
]
