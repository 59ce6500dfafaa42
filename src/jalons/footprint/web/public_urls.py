from django.urls import path

from jalons.foundation.accounts.heavy import Views

product = Views("jalons.footprint.web.factors.product_factor_views")
public = Views("jalons.footprint.web.factors.public_factor_views")

urlpatterns = [
    path("", product.factors, name="footprint_factors"),
    path("equipements/", product.devices, name="footprint_device_kinds"),
    path("electricite/", public.electricity, name="footprint_electricity"),
    path("constructeurs/", public.makers, name="footprint_makers"),
    path("ecartes/", public.left_out, name="footprint_left_out"),
    path("telecharger/<slug:name>.csv", product.download, name="footprint_factors_csv"),
    path("<slug:device>/", product.device_factors, name="footprint_device_factors"),
]
