from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "jalons.site"
    label = "jalons_site"

    def ready(self) -> None:
        from jalons.site.wiring import connect  # models are loaded only now

        connect()
