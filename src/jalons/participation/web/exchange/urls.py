from django.urls import path

from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.register.urls import urls_of
from jalons.participation.web.exchange import views
from jalons.participation.web.exchange.register import imports

urlpatterns = [
    path("donnees/<uuid:pk>.zip", heavy(views.open_data), name="answers_export"),
    path("<uuid:pk>/reprendre/", heavy(views.take_back), name="answer_import_back"),
    *urls_of(imports, new=heavy(views.bring), record=heavy(views.page)),
]
