"""What other topics show on the page of a recipe: they import this one, it imports none of them."""

from __future__ import annotations

from jalons.ailibrary.web.recipes.models import RecipeUse
from jalons.foundation.design.panels import Panels

panels: Panels[RecipeUse] = Panels()
