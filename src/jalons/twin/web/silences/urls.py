from django.urls import path

from jalons.foundation.register.urls import urls_of
from jalons.twin.web.silences import views
from jalons.twin.web.silences.register import silences

urlpatterns = [
    *urls_of(silences, new=None),
    path("ecrire/<path:sensor>/", views.write, name="twin_silence_write"),
]
