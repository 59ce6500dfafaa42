from django.urls import path

from jalons.footprint.web.own_factors.register import factor_files
from jalons.foundation.accounts.heavy import Views
from jalons.foundation.register.urls import urls_of

views = Views("jalons.footprint.web.own_factors.views")
urlpatterns = [
    path("<uuid:pk>/references/", views.links, name="footprint_factor_file_links"),
    *urls_of(factor_files, heavy=True, new=views.new, record=views.factor_file),
]
