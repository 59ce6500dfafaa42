from django.apps import AppConfig
from django.conf import settings
from django.template import base

from jalons.kernel.errors import set_language


class DesignConfig(AppConfig):
    name = "jalons.foundation.design"
    label = "design"

    def ready(self) -> None:
        """Speak the language of the instance, and write the minus of our numbers in ``{{ … }}``.

        Django has no setting for the minus.
        """
        from jalons.foundation.design.page_language import localized

        set_language(settings.LANGUAGE_CODE)
        base.localize = localized  # type: ignore[attr-defined]
