from django.urls import include, path

from jalons.catalogue.web.ai_systems import energy, register, views
from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.imports.views import import_urls
from jalons.foundation.register.urls import urls_of

urlpatterns = [
    path("usages/apport/", heavy(views.bring), name="generative_use_bring"),
    path("usages/", include(urls_of(register.generative))),
    path("formations/", include(urls_of(register.sessions))),
    path("energie/", energy.page, name="ai_energy"),
    path("energie.csv", energy.file, name="ai_energy_file"),
    path("modeles/", views.start, name="ai_system_start"),
    path("registre/<slug:kind>/", views.export, name="ai_system_register"),
    path("<uuid:pk>/questions/<slug:name>/", views.block, name="ai_system_block"),
    path("<uuid:pk>/incidence/", views.impact_page, name="ai_system_impact"),
    path("<uuid:pk>/fiche.<slug:kind>", views.document, name="ai_system_document"),
    path("<uuid:pk>/analyse.<slug:kind>", views.assessment, name="ai_system_assessment"),
    *import_urls(register.systems_file),
    *urls_of(register.systems, record=views.record),
]
