from django.urls import path

from jalons.federation.web.received import views
from jalons.federation.web.received.register import items
from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.register.urls import urls_of

urlpatterns = [
    path("lire/", views.read_due, name="federation_read_due"),
    path("membres/<uuid:pk>/", views.member_list, name="federation_members"),
    path("membres/<uuid:pk>/accepter/", views.member_step, name="federation_members_step"),
    path("<uuid:pk>/fichier/", views.file, name="received_item_file"),
    path("<uuid:pk>/utiliser/", heavy(views.adopt), name="received_item_adopt"),
    *urls_of(items, record=views.one, new=None),
]
