from django.urls import path

from jalons.federation.web.sources import views
from jalons.federation.web.sources.register import sources
from jalons.foundation.register.urls import urls_of

urlpatterns = [
    path("pause/", views.pause, name="federation_pause"),
    path("confiance/", views.trusted, name="federation_trust"),
    path("cle-usb/", views.bring, name="federation_source_bring_new"),
    path("<uuid:pk>/lire/", views.read, name="federation_source_read"),
    path("<uuid:pk>/cle-usb/", views.bring, name="federation_source_bring"),
    path("<uuid:pk>/meme/", views.same, name="federation_source_same"),
    *urls_of(sources, list=views.index, record=views.one, new=views.new, move=views.step),
]
