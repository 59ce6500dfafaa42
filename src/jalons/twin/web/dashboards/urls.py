from django.urls import path

from jalons.foundation.register.urls import urls_of
from jalons.twin.web.dashboards import views
from jalons.twin.web.dashboards.register import boards

urlpatterns = [
    *urls_of(boards, record=views.dashboard, new=views.new, edit=views.edit),
    path("importer/", views.import_file, name="twin_dashboard_bring"),
    path("<int:pk>/tuile/", views.tile, name="twin_dashboard_tile_new"),
    path("<int:pk>/tuile/<slug:tile>/", views.tile, name="twin_dashboard_tile"),
    path("<int:pk>/changer/", views.change, name="twin_dashboard_change"),
    path("<int:pk>.json", views.file, name="twin_dashboard_file"),
]
