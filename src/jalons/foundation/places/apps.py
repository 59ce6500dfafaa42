from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "jalons.foundation.places"
    label = "places"

    def ready(self) -> None:
        from jalons.foundation.design import samples
        from jalons.foundation.places.samples import MAP

        samples.DRAWINGS.append(MAP)
