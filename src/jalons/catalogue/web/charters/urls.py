from django.urls import include, path

from jalons.catalogue.web.charters import views
from jalons.catalogue.web.charters.register import charters, clauses, commitments
from jalons.foundation.register.urls import urls_of
from jalons.foundation.register.views import record

urlpatterns = [
    path("engagements/",
         include(urls_of(commitments, record=record(commitments, views.of_commitment)))),
    path("clauses/", include(urls_of(clauses, record=record(clauses, views.of_clause)))),
    path("modeles/", views.models, name="charter_models"),
    path("modeles/<slug:name>/", views.start, name="charter_start"),
    path("<uuid:pk>/document.<slug:kind>", views.document, name="charter_document"),
    *urls_of(charters, record=record(charters, views.of_charter)),
]  # fmt: skip
