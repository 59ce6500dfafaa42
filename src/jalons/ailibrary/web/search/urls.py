from django.urls import include, path

from jalons.ailibrary.web.search import views
from jalons.ailibrary.web.search.register import corpora, documents
from jalons.foundation.register.urls import urls_of

urlpatterns = [
    path("", views.search, name="passage_search"),
    path("documents/<uuid:pk>/fichier/", views.file, name="corpus_document_file"),
    path("documents/<uuid:pk>/avis/", views.remark, name="passage_remark"),
    path("fonds/<uuid:pk>/deposer/", views.bring, name="corpus_bring"),
    path("fonds/", include(urls_of(corpora, record=views.corpus))),
    path("documents/", include(urls_of(documents, new=views.new, record=views.document))),
]
