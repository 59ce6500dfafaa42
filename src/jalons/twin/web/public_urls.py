"""Pages of the twin for everybody."""

from django.urls import path

from jalons.twin.web import public_views
from jalons.twin.web.dashboards import public_views as dashboards

urlpatterns = [
    path("<slug:slug>/", public_views.sensors, name="twin_sensors"),
    path("<slug:slug>/tableaux/<int:pk>/", dashboards.dashboard, name="twin_dashboard_public"),
]
