from django.apps import AppConfig


class ListingConfig(AppConfig):
    name = "jalons.foundation.listing"
    label = "listing"
