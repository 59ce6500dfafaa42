"""What the themes say elsewhere: on the page of their recipe, and on its living card."""

from django.utils.translation import gettext_lazy as _

from jalons.ailibrary.web.recipes import usage
from jalons.ailibrary.web.recipes.panels import panels
from jalons.ailibrary.web.themes import queries

panels.add("themes", _("Themes of answers"), queries.panel)
usage.counts(queries.RECIPE, queries.usage)
