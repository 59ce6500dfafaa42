from django.urls import path

from jalons.foundation.partners.adopted_pages import reading_view
from jalons.foundation.register.urls import urls_of
from jalons.procurement.web.own_clauses import views
from jalons.procurement.web.own_clauses.register import own_clauses

urlpatterns = [
    path("copie/<slug:clause>/", views.copy, name="own_clause_copy"),
    path("<uuid:pk>/lu/", reading_view(own_clauses), name="own_clause_read"),
    *urls_of(own_clauses, record=views.page),
]
