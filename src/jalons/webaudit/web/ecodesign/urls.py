from django.urls import path

from jalons.foundation.accounts.heavy import heavy
from jalons.foundation.register.urls import urls_of
from jalons.webaudit.web.ecodesign import views
from jalons.webaudit.web.ecodesign.register import reviews

urlpatterns = [
    *urls_of(reviews, record=views.record),
    path("<uuid:pk>/reponses/<slug:part>/", views.answers, name="ecodesign_review_answers"),
    path("<uuid:pk>/declaration/<slug:kind>/", heavy(views.declaration),
         name="ecodesign_review_declaration"),
]  # fmt: skip
