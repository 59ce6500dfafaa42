from django.urls import include, path

from jalons.catalogue.web.algorithms import views
from jalons.catalogue.web.algorithms.register import algorithms, requests
from jalons.foundation.register.urls import urls_of
from jalons.foundation.register.views import record

urlpatterns = [
    path("questions/", views.survey, name="algorithm_survey"),
    path("regles.<slug:kind>", views.rules, name="algorithm_rules"),
    path("demandes/<uuid:pk>/reponse.<slug:kind>", views.explanation, name="algorithm_explanation"),
    path("demandes/", include(urls_of(requests, record=record(requests, views.of_request)))),
    *urls_of(algorithms, record=record(algorithms, views.of_algorithm)),
]
