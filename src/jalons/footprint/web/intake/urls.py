from jalons.footprint.web.inventories.register import inventory_files
from jalons.foundation.accounts.heavy import Views
from jalons.foundation.register.urls import urls_of

inventories = Views("jalons.footprint.web.intake.views")
lineage = Views("jalons.footprint.web.combinations.lineage_views")
results = Views("jalons.footprint.web.results.views")
urlpatterns = urls_of(
    inventory_files,
    heavy=True,
    list=inventories.index,
    new=None,
    record=results.result,
    edit=lineage.covers,
)
