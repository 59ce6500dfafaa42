"""Public pages of the twin."""

from django.urls import path

from jalons.foundation.digests.views import leave
from jalons.twin.web.alerts.mails import ALERTS
from jalons.twin.web.dashboards import public_views as dashboards
from jalons.twin.web.overview import public_views

urlpatterns = [
    path("alertes/<str:token>/", leave, {"digest": ALERTS}, name="twin_alerts_leave"),
    path("<slug:slug>/", public_views.sensors, name="twin_sensors"),
    path("<slug:slug>/tableaux/<int:pk>/", dashboards.dashboard, name="twin_dashboard_public"),
]
