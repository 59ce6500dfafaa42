from django.urls import include, path

from jalons.foundation.partners.adopted_pages import reading_view
from jalons.foundation.register.urls import urls_of
from jalons.foundation.register.views import record
from jalons.participation.web.consultations import views
from jalons.participation.web.consultations.register import batches, consultations, proposals

urlpatterns = [
    path("idees/", include(urls_of(proposals))),
    path("codes/<uuid:pk>/refaire/", views.reprint, name="code_batch_reprint"),
    path("codes/<uuid:pk>/fichier.<slug:kind>", views.fetch, name="code_batch_fetch"),
    path("codes/", include(urls_of(batches, record=record(batches, views.of_batch),
                                   new=views.new_batch, edit=views.edit_batch))),
    path("<uuid:pk>/formulaire.<slug:kind>", views.form, name="consultation_form"),
    path("<uuid:pk>/relu/", views.confirm, name="consultation_confirm"),
    path("<uuid:pk>/ailleurs-lu/", reading_view(consultations), name="consultation_read"),
    path("<uuid:pk>/copier/", views.copy, name="consultation_copy"),
    *urls_of(consultations, record=record(consultations, views.of_consultation),
             edit=views.edit),
]  # fmt: skip
