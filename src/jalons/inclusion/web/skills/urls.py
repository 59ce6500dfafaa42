from django.urls import URLPattern, URLResolver, include, path

from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.imports.views import import_urls
from jalons.foundation.register.urls import urls_of
from jalons.inclusion.web.skills import views
from jalons.inclusion.web.skills.register import (
    activities,
    activities_file,
    aids,
    retentions,
    sessions,
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.year, name="skills_year"),
    path("<int:year>/", views.year, name="skills_year_of"),
    path("<int:year>/chiffres.<slug:kind>", views.file, name="skills_file"),
    path("modeles/<slug:name>.<slug:kind>", heavy(views.document), name="skills_document"),
    path("fiches/", include([*import_urls(activities_file),
                             *urls_of(activities, export=views.file)])),
    path("formations/", include(urls_of(sessions))),
    path("materiel/", include(urls_of(aids))),
    path("conservation/", include(urls_of(retentions))),
]  # fmt: skip
