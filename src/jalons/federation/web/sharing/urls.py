from django.urls import path

from jalons.federation.web.sharing import key_views, views
from jalons.federation.web.sharing.register import repositories
from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.register.views import undo

urlpatterns = [
    path("", views.index, name="sharing"),
    path("", views.index, name="sharing_list"),
    path("choisir/", heavy(views.choose), name="sharing_choose"),
    path("partager/", views.start, name="sharing_start"),
    path("arreter/", views.stop, name="sharing_stop"),
    path("publier/", views.publish, name="sharing_publish"),
    path("emporter/", views.carry, name="sharing_carry"),
    path("annuler/<uuid:batch>/", undo(repositories), name="sharing_undo"),
    path("cle/", heavy(key_views.paper), name="sharing_paper"),
    path("cle/feuille.<slug:kind>", heavy(key_views.sheet), name="sharing_sheet"),
    path("cles/", key_views.keys, name="sharing_keys"),
    path("cles/renouveler/", heavy(key_views.renew), name="sharing_renew"),
    path("cles/feuille/", heavy(key_views.replace_sheet), name="sharing_replace_sheet"),
    path("cles/reprendre/", heavy(key_views.recover), name="sharing_recover"),
]
