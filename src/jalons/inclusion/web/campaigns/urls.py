from django.urls import path

from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.register.documents import document_of
from jalons.foundation.register.urls import urls_of
from jalons.inclusion.web.campaigns.register import campaigns, page

urlpatterns = [
    path("<uuid:pk>/page.<slug:kind>", heavy(document_of(campaigns, page)), name="campaign_page"),
    *urls_of(campaigns),
]
