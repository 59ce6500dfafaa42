"""The register of followed products: form, list, purchases, file, the national directory."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.components import Cell
from jalons.foundation.design.page_language import lang
from jalons.foundation.imports.declaration import Import
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.listing.declaration import Column, List
from jalons.foundation.listing.filters import filter_of
from jalons.foundation.register.declaration import Part, Register
from jalons.foundation.register.forms import Section, form_of
from jalons.procurement.capture.directory import directory_of, is_directory
from jalons.procurement.engine.product_indexes.rules import table
from jalons.procurement.web.products import indicators
from jalons.procurement.web.products.models import MARKS, Product, ProductPurchase
from jalons.procurement.words.contracts import share_words
from jalons.procurement.words.sentences import say
from jalons.tabular.column_mapping import Wanted
from jalons.tabular.columns import NumberKind
from jalons.tabular.folding import fold
from jalons.wording import format_number

OUT_OF_TEN = NumberKind(units=dict.fromkeys(("", "/10", "sur10"), Decimal(1)))
OWN = ("name", "maker", "category", "reference", "index", "label", "index_on", "source")


def verdict(product: Product) -> Cell | str:
    """A mark beside an index that does not follow from its own marks."""
    found, gaps = product.checked
    kind = {"incoherent": "late", "doubtful": "walk"}.get(found, "ok")
    return Cell("", mark=say(f"checked.{found}", lang()), mark_kind=kind) if gaps else "–"


def headline(rows: QuerySet[Product]) -> str:
    """How many, and the two figures of the latest year of purchases."""
    count = rows.count()
    if not count:
        return str(_("No product is followed yet."))
    words = ngettext("%(count)s followed product", "%(count)s followed products", count)
    words %= {"count": count}
    one = rows.first()
    bought = living(ProductPurchase, one.authority).filter(product__in=rows) if one else None
    if one is None or not bought:
        return f"{words}."
    year = bought[0].bought_on.year
    found = indicators.purchases(one.authority, year)
    mean, share = indicators.mean_index(found)[0], indicators.index_used(found)
    said = format_number(mean.mid, lang(), 1) if mean else share_words(None, lang())
    facts = {"count": words, "year": year, "mean": said, "share": share_words(share, lang())}
    return _("%(count)s; in %(year)s, mean index of laptops: %(mean)s, purchases where the index "
             "counted: %(share)s.") % facts  # fmt: skip


def headline_of(authority: Authority) -> str:
    return headline(living(Product, authority))


class ProductsFile(Import):
    """A list of products, or the national directory brought down to the followed ones."""

    def wanted(self) -> tuple[Wanted, ...]:
        """The columns; an index may be written out of ten: « 8,2/10 »."""
        return tuple(replace(e, kind=OUT_OF_TEN) if e.name == "index" else e
                     for e in super().wanted())  # fmt: skip

    def read(self, file: ImportFile) -> Any:
        """The table of a file; of the directory, only the rows of followed products are stored."""
        if is_directory(content := bytes(file.content)):
            rows = living(Product, file.authority)
            keys = {fold(key): e.name for e in rows for key in (e.name, e.reference) if key}
            file.content = directory_of(content, file.name, keys)
        return super().read(file)


PRODUCT = form_of(Product, sections=(
    Section(gettext_lazy("Which product"), OWN[:4]),
    Section(gettext_lazy("What it declares"), OWN[4:]),
    Section(gettext_lazy("Marks of its repairability index"), tuple(MARKS.values())),
))  # fmt: skip
PURCHASE = form_of(ProductPurchase, "bought_on", "quantity", "used")
products = Register(
    Product, "product", PRODUCT,
    List("name", "maker", "category", "index", Column(gettext_lazy("Check"), verdict), "index_on",
         search=("name", "maker", "reference"), bulk=("category",),
         filter=filter_of(Product, "category"),
         headline=headline, file=(*OWN, *MARKS.values())),
    parts=(Part(ProductPurchase, PURCHASE, "achats", gettext_lazy("Purchases"),
                gettext_lazy("Record a purchase")),),
    after=indicators.publish,
    templates="procurement/products",
)  # fmt: skip
products_file = ProductsFile(
    products,
    key="name",
    also=table()["headings"] | {at: (f"note_c{name}",) for name, at in MARKS.items()},
    words={"category": table()["words"]},
)
