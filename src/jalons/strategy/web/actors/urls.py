from django.urls import path

from jalons.foundation.imports.views import import_urls
from jalons.foundation.register.urls import urls_of
from jalons.strategy.web.actors import views
from jalons.strategy.web.actors.register import actors, actors_file

urlpatterns = [
    path("partenaires-des-actions/", views.proposals, name="actors_proposed"),
    *import_urls(actors_file),
    *urls_of(actors, list=views.overview, record=views.actor),
]
