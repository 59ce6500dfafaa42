from django.urls import include, path

from jalons.twin.web.entities import views as entities
from jalons.twin.web.overview import views as overview
from jalons.twin.web.policies import views as policies
from jalons.twin.web.town_map import views as town_map

urlpatterns = [
    path("", overview.home, name="twin_home"),
    path("alertes/", include("jalons.twin.web.alerts.urls")),
    path("et-si/", include("jalons.twin.web.whatif.urls")),
    path("usages/", include("jalons.twin.web.cases.urls")),
    path("carte/", town_map.town_map, name="twin_map"),
    path("chaleur/", include("jalons.twin.web.heat.urls")),
    path("tableaux/", include("jalons.twin.web.dashboards.urls")),
    path("fiches/", policies.policy_list, name="twin_sheets"),
    path("fiches/nouvelle/", policies.policy_new, name="twin_sheet_new"),
    path("fiches/<slug:key>/", policies.policy_page, name="twin_sheet"),
    path("fiches/<slug:key>/modifier/", policies.policy_edit, name="twin_sheet_edit"),
    path("silences/", include("jalons.twin.web.silences.urls")),
    path("donnees/", include("jalons.twin.web.ingest.urls")),
    path("entites/<slug:key>/", entities.entities, name="twin_entities"),
    path("entite/<path:entity>/", entities.entity, name="twin_entity"),
]
