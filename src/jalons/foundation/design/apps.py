from django.apps import AppConfig
from django.template import base


class DesignConfig(AppConfig):
    name = "jalons.foundation.design"
    label = "design"

    def ready(self) -> None:
        """Write the minus of our numbers in ``{{ … }}`` too: Django has no setting for it."""
        from jalons.foundation.design.page_language import localized

        base.localize = localized  # type: ignore[attr-defined]
