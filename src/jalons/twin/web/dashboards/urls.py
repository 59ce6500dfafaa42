from django.urls import path

from jalons.twin.web.dashboards import views

urlpatterns = [
    path("", views.dashboards, name="twin_dashboards"),
    path("nouveau/", views.new, name="twin_dashboard_new"),
    path("importer/", views.bring, name="twin_dashboard_import"),
    path("<int:pk>/", views.dashboard, name="twin_dashboard"),
    path("<int:pk>/modifier/", views.edit, name="twin_dashboard_edit"),
    path("<int:pk>/tuile/", views.tile, name="twin_dashboard_tile_new"),
    path("<int:pk>/tuile/<slug:tile>/", views.tile, name="twin_dashboard_tile"),
    path("<int:pk>/changer/", views.change, name="twin_dashboard_change"),
    path("<int:pk>/supprimer/", views.delete, name="twin_dashboard_delete"),
    path("<int:pk>.json", views.export, name="twin_dashboard_export"),
]
