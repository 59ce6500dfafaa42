"""What everybody may answer."""

from django.urls import path

from jalons.participation.web.answering import public_views as views

urlpatterns = [
    path("<slug:slug>/", views.consultations, name="public_consultations"),
    path("<slug:slug>/carte.svg", views.squares, name="public_consultation_map"),
    path("<slug:slug>/<uuid:pk>/", views.consultation, name="public_consultation"),
    path("<slug:slug>/<uuid:pk>/idees/", views.ideas, name="public_ideas"),
    path("<slug:slug>/<uuid:pk>/retirer/", views.withdrawal, name="public_withdrawal"),
]
