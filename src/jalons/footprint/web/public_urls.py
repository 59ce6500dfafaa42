from django.urls import path

from jalons.foundation.accounts.heavy import Views

sources = Views("jalons.footprint.web.sources")
stories = Views("jalons.footprint.web.stories")

urlpatterns = [
    path("", sources.factors, name="footprint_factors"),
    path("equipements/", sources.devices, name="footprint_device_kinds"),
    path("electricite/", stories.electricity, name="footprint_electricity"),
    path("constructeurs/", stories.makers, name="footprint_makers"),
    path("ecartes/", stories.left_out, name="footprint_left_out"),
    path("telecharger/<slug:name>.csv", sources.download, name="footprint_factors_csv"),
    path("<slug:device>/", sources.device_factors, name="footprint_device_factors"),
]
