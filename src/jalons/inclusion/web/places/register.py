"""The register of places: its form in sections, its list and filters, the files brought to it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import lang
from jalons.foundation.imports.declaration import Import
from jalons.foundation.imports.errors import ListError
from jalons.foundation.imports.models import ImportFile
from jalons.foundation.imports.reading import MOST, ReadFile, Row
from jalons.foundation.listing.declaration import List
from jalons.foundation.listing.filters import RecordFilter, one_of
from jalons.foundation.register.declaration import Move, Register
from jalons.foundation.register.forms import RecordForm, Section
from jalons.inclusion.capture.places import PlacesTable, places_table, wanted
from jalons.inclusion.engine.hours import read
from jalons.inclusion.engine.places import Finding, check
from jalons.inclusion.engine.places.quality import Quality, quality
from jalons.inclusion.engine.places.schema import schema
from jalons.inclusion.web.places.models import COLUMNS, VALUES, MediationPlace, values_of
from jalons.inclusion.words.places import finding_words
from jalons.kernel import Interval, Observation, Perimeter, Period, Source, Status, Unit, Urn
from jalons.kernel.contracts import observation_store
from jalons.tabular.column_mapping import Wanted
from jalons.tabular.folding import fold

S, NO_PUBLIC = MediationPlace.State, "Ce lieu n'accueille pas de public"
PUBLIC = ("name", *(column for column in COLUMNS.values() if column != "name"), "state")
RECORDS = (("utile", gettext_lazy("useful as it is")), ("incomplet", gettext_lazy("to complete")),
           ("ancien", gettext_lazy("not checked for a year")))  # fmt: skip


class PlaceForm(RecordForm[MediationPlace]):
    sections = (
        Section(gettext_lazy("Where it is"), ("name", *PUBLIC[3:10])),
        Section(gettext_lazy("When, and how to reach it"),
                ("hours", *PUBLIC[11:14], "access", "booking")),
        Section(gettext_lazy("What is done there"), ("services", "costs", "support", "audiences",
                "special_care", "mobility", "summary", "details")),
        Section(gettext_lazy("The record"), PUBLIC[1:-1]),
    )  # fmt: skip

    class Meta:
        model = MediationPlace
        fields = PUBLIC[:-1]


class PlaceFilter(RecordFilter):
    service = one_of("services", gettext_lazy("Service"), VALUES["services"], "offering")
    frais = one_of("costs", gettext_lazy("Cost"), VALUES["costs"], "offering")
    public = one_of("audiences", gettext_lazy("For whom"), VALUES["audiences"], "offering")
    fiche = one_of("quality", gettext_lazy("State of its record"), RECORDS, "recorded")
    etat = one_of("state", gettext_lazy("State"), S.choices)

    class Meta:
        model = MediationPlace
        fields = ()

    def offering(self, rows: QuerySet[MediationPlace], name: str, value: str) -> Any:
        return rows.filter(pk__in=[one.pk for one in rows if value in getattr(one, name)])

    def recorded(self, rows: QuerySet[MediationPlace], _name: str, value: str) -> Any:
        known = [(one.pk, judged(one)) for one in rows]
        old = {pk for pk, one in known if one.parts["freshness"] < 2 / 3}  # over 12 months
        usable = {pk for pk, one in known if one.is_usable is (value == "utile")}
        return rows.filter(pk__in=old if value == "ancien" else usable)


def judged(record: MediationPlace) -> Quality:
    """The quality of a record today."""
    hours_read = read(record.hours).high is not None
    return quality(record.place, today=timezone.localdate(), hours_read=hours_read)


def records_of(authority: Authority, *states: str) -> list[MediationPlace]:
    """The places of an authority in some states, all when none is named, by name."""
    rows = living(MediationPlace, authority).filter(state__in=states or S.values)
    return list(rows.select_related("authority").order_by("name", "pk"))


def headline(rows: QuerySet[MediationPlace]) -> str:
    """How many places are open, how many records are useful as they are."""
    known = [judged(one).is_usable for one in rows.filter(state=S.OPEN)]
    words = ngettext("%(count)s place of mediation; %(useful)s may be found and used as recorded.",
                     "%(count)s places of mediation; %(useful)s may be found and used as recorded.",
                     len(known)) % {"count": len(known), "useful": sum(known)}  # fmt: skip
    return words if known else _("No mediation place is in the register yet.")


def publish(authority: Authority, _changes: Sequence[Any]) -> None:
    """Publish how many places are open to the public; nothing when none is known."""
    day, name = timezone.localdate(), "inclusion.mediation_places"
    count = sum(NO_PUBLIC not in one.access for one in records_of(authority, "open"))
    origin = Urn("mediation_places", f"{authority.store_name}.{day.year}")
    if not count:
        return observation_store().withdraw(origin)
    where = Perimeter(authority.urn, (_("Places that are open and receive people"),))
    source = Source(_("Register of mediation places"), authority.name, day, "–")
    return observation_store().record([
        Observation(name, Interval.exact(count), Unit.parse("1"), Period.year(day.year), where,
                    (source,), f"{name}/1", Status.DECLARED, origin)
    ])  # fmt: skip


places = Register(
    MediationPlace, "mediation_place", PlaceForm,
    List("name", "commune", "hours", "updated_on", "state", search=("name", "commune", "address"),
         filter=PlaceFilter, sort="name", bulk=("commune", "updated_on", "costs", "services"),
         headline=headline, file=PUBLIC),
    moves=(Move("close", gettext_lazy("Closed for good"), (S.OPEN,), S.CLOSED),
           Move("open", gettext_lazy("Open again"), (S.CLOSED,), S.OPEN)),
    after=publish, templates="inclusion/places",
)  # fmt: skip


class PlacesFile(Import):
    """A file of the schema or a list of others. Texts are stored as they are written; days, numbers
    and known values are read when they say the same as the schema, else the row is left aside.
    """

    def wanted(self) -> tuple[Wanted, ...]:
        return wanted()

    def read(self, file: ImportFile) -> ReadFile:
        headed, proposal = places_table(bytes(file.content), file.name)
        if len(headed.rows) > MOST:
            raise ListError("too_many", rows=len(headed.rows), most=MOST)
        spots = {heading: at for at, heading in enumerate(headed.headings) if heading}
        chosen = {name: spots.get(heading) for name, heading in file.columns.items()}
        return ReadFile(headed, wanted(), proposal.confirmed(chosen), (), ())

    def rows(self, authority: Authority, found: ReadFile) -> list[Row]:
        lines, why = PlacesTable(found.table, found.proposal).rows(), dict[int, str]()
        for line, name, text, fault in check([*lines.values()], lines=lines).findings:
            about = schema()[name]
            if about.values or about.kind in {"number", "date"} or name == "id":
                if fault.fix and fault.code not in {"value", "zero"}:
                    lines[line] |= fault.fix
                elif text and fault.is_error:
                    why[line] = finding_words(Finding(line, name, text, fault), lang())
        stored = {key: one for one in records_of(authority) for key in _keys(one.row)}
        rows = []
        for line, row in lines.items():
            known = next((stored[key] for key in _keys(row) if key in stored), None)
            record, aside = known or MediationPlace(authority=authority), why.get(line, "")
            values = values_of({name: text for name, text in row.items() if text})
            rows.append(Row(line, row.get("nom", ""), None if aside else record, values, aside))
        return rows


def _keys(row: Any) -> list[tuple[str, ...]]:
    """What a place is known by: its identifier, else its name and address."""
    named = tuple(fold(row.get(name, "")) for name in ("nom", "adresse", "commune"))
    return [*([(row["id"],)] if row.get("id") else []), named]


places_file = PlacesFile(places, key="name")
