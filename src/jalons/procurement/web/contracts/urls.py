from django.urls import path

from jalons.foundation.imports.views import import_urls
from jalons.foundation.register.urls import urls_of
from jalons.procurement.web.contracts import views
from jalons.procurement.web.contracts.register import contracts, contracts_file

urlpatterns = [
    path("donnees-essentielles/", views.decp_file, name="contract_decp"),
    *import_urls(contracts_file),
    *urls_of(contracts, list=views.overview),
]
