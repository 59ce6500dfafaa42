from django.urls import path

from jalons.catalogue.web.exchange import views
from jalons.catalogue.web.exchange.register import sources
from jalons.foundation.register.urls import urls_of

urlpatterns = [
    path("jumeau/", views.live, name="catalogue_live"),
    path("<uuid:pk>/lire/", views.read, name="harvest_read"),
    *urls_of(sources, record=views.source),
]
