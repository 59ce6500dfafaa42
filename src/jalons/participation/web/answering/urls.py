"""Entering what came without the internet."""

from django.urls import path

from jalons.participation.web.answering import views

urlpatterns = [
    path("<uuid:pk>/saisir/", views.entry, name="answer_entry"),
    path("<uuid:pk>/retirer/", views.withdraw, name="answer_withdraw"),
]
