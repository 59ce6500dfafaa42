from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "jalons.foundation.search"
    label = "search"
