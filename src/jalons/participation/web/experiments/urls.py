from django.urls import URLPattern, URLResolver, include, path

from jalons.foundation.imports.views import import_urls
from jalons.foundation.register.urls import urls_of
from jalons.participation.web.experiments import views
from jalons.participation.web.experiments.register import (
    experiments,
    experiments_file,
    tests,
    years,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("essais/", include(urls_of(tests, record=views.test_record))),
    path("services/", include(urls_of(years, record=views.year_record))),
    path("<uuid:pk>/resultat/", views.result, name="experiment_result"),
    *import_urls(experiments_file),
    *urls_of(experiments, list=views.listing, record=views.record),
]
