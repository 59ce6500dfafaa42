"""Pages of the whole instance; those of one authority are in ``authority_urls``."""

from django.urls import path

from jalons.foundation.accounts import views

urlpatterns = [
    path("bienvenue/", views.landing, name="landing"),
    path("brouillon/", views.draft, name="draft"),
    path("mes-collectivites/", views.my_authorities, name="my_authorities"),
    path("mes-collectivites/nouvelle/", views.create_authority, name="create_authority"),
    path("essai/", views.start_trial, name="start_trial"),
    path("essai/conserver/", views.keep_trial, name="keep_trial"),
    path("invitation/<str:token>/", views.accept_invitation, name="accept_invitation"),
    path("connexion/<str:secret>/", views.sign_in_link, name="sign_in_link"),
    path("premiere-visite/<str:secret>/", views.first_administrator, name="first_administrator"),
]
