from django.urls import include, path

from jalons.ailibrary.web.queue import views
from jalons.ailibrary.web.queue.register import destinations, items, items_file, rules
from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.imports.views import import_urls
from jalons.foundation.register.urls import urls_of
from jalons.foundation.register.views import record, undo

urlpatterns = [
    path("suivante/", views.next_one, name="queue_next"),
    path("chiffres/", views.figures, name="queue_figures"),
    path("suggestions/", views.switch, name="queue_switch"),
    path("chaine/", views.chain_page, name="queue_chain"),
    path("chaine/verifier/", views.check_chain, name="queue_check"),
    path("apprendre/", views.learning_page, name="queue_learning"),
    path("reglages/", views.rules_page, name="queue_rules"),
    path("reglages/", views.rules_page, name="queue_rules_list"),
    path("reglages/annuler/<uuid:batch>/", undo(rules), name="queue_rules_undo"),
    path("services/", include(urls_of(destinations, heavy=True))),
    path("<uuid:pk>/traiter/", heavy(views.work), name="queue_work"),
    path("<uuid:pk>/revenir/", views.take_back, name="queue_take_back"),
    path("<uuid:pk>/effacer/", views.erase, name="queue_erase"),
    path("<uuid:pk>/contestations/<uuid:part_pk>/repondre/", views.answer, name="queue_answer"),
    *import_urls(items_file),
    *urls_of(items, record=record(items, views.request_facts)),
]
