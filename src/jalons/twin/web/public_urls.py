"""Pages of the twin for everybody."""

from django.urls import path

from jalons.twin.web import public_views

urlpatterns = [path("<slug:slug>/", public_views.sensors, name="twin_sensors")]
