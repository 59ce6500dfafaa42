from django.urls import path

from jalons.foundation.navigation import public_views

urlpatterns = [
    path("aide/", public_views.help_page, name="help"),
    path("glossaire/", public_views.glossary, name="glossary"),
    path("mentions-legales/", public_views.legal_notice, name="legal_notice"),
    path("donnees-personnelles/", public_views.personal_data, name="personal_data"),
]
