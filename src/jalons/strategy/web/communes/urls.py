from django.urls import path

from jalons.strategy.web.communes import views

urlpatterns = [
    path("communes/", views.communes, name="communes"),
    path("communes/proposer/", views.propose, name="communes_propose"),
    path("communes/propositions/<uuid:pk>/retirer/", views.withdraw, name="communes_withdraw"),
    path("intercommunalite/", views.sharing, name="epci_sharing"),
    path("intercommunalite/partage/", views.consent, name="epci_consent"),
    path("intercommunalite/propositions/<uuid:pk>/", views.answer, name="epci_answer"),
]
