from django.urls import path

from jalons.footprint.web import sources

urlpatterns = [
    path("", sources.factors, name="footprint_factors"),
    path("<slug:device>/", sources.device_factors, name="footprint_device_factors"),
]
