from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "jalons.foundation.documents"
    label = "documents"
