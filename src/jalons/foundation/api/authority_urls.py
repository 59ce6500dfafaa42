"""The tokens of one authority, under ``/collectivite/<slug>/``."""

from django.urls import path

from jalons.foundation.api import views

urlpatterns = [
    path("jetons/", views.tokens, name="api_tokens"),
    path("jetons/creer/", views.create_token, name="api_token_create"),
    path("jetons/<int:token>/retirer/", views.revoke_token, name="api_token_revoke"),
]
