from django.urls import path

from jalons.foundation.navigation import help_views, public_views

urlpatterns = [
    path("aide/", help_views.help_page, name="help"),
    path("aide/<slug:name>/", help_views.guide, name="guide"),
    path("glossaire/", help_views.glossary_page, name="glossary"),
    path("mentions-legales/", public_views.legal_notice, name="legal_notice"),
    path("donnees-personnelles/", public_views.personal_data, name="personal_data"),
]
