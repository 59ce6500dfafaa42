"""What is searched, what was found, what people said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jalons.ailibrary.engine.errors import AIError
from jalons.ailibrary.engine.retrieval.quoting import QuotePiece, quoted
from jalons.ailibrary.store.passages import Answer, FoundPassage, PassageFile
from jalons.ailibrary.web.recipes.queries import use_of
from jalons.ailibrary.web.recipes.usage import Usage
from jalons.ailibrary.web.search.models import Corpus, CorpusDocument, PassageRemark
from jalons.foundation.accounts.files import folders
from jalons.foundation.accounts.models import Authority
from jalons.foundation.accounts.scoping import living
from jalons.foundation.design.page_language import number_words
from jalons.foundation.tasks.models import Job

KIND, KEY = "ailibrary.documents", "search"
DAYS = 30


@dataclass(frozen=True, slots=True)
class Shown:
    """A passage as the page shows it: its document, where it stands, the quote in pieces."""

    document: CorpusDocument
    quote: FoundPassage
    pieces: list[QuotePiece]


def corpora(authority: Authority) -> QuerySet[Corpus]:
    """The collections of an authority, with how many documents each has."""
    alive = Q(documents__deleted_at=None)
    rows: QuerySet[Corpus] = living(Corpus, authority).annotate(
        documents_count=Count("documents", filter=alive),
        unread_count=Count("documents", filter=alive & Q(documents__state="unread")),
    )
    return rows


def documents(authority: Authority) -> QuerySet[CorpusDocument]:
    """The documents of an authority."""
    return living(CorpusDocument, authority).select_related("corpus", "authority")


def job_of(corpus: Corpus) -> Job | None:
    """The last job that read, or is reading, documents of a collection."""
    jobs = Job.objects.of(corpus.authority).filter(kind=KIND)
    return jobs.filter(arguments__corpus=str(corpus.pk)).first()


def may_search(authority: Authority) -> bool:
    """Whether nobody suspended the recipe."""
    use = use_of(authority, KEY)
    return use is None or use.may_suggest


def found(corpus: Corpus, question: str) -> tuple[Answer, list[Shown]]:
    """What a collection answers; passages of documents in the trash are left aside.

    Raises ``AIError`` (``passages_slow``, ``passages_gone``).
    """
    if not corpus.file:
        return Answer((), frozenset()), []
    use = use_of(corpus.authority, KEY)
    gone = CorpusDocument.objects.of(corpus.authority).filter(corpus=corpus)
    gone_keys = gone.exclude(deleted_at=None).values_list("pk", flat=True)
    answer = _passages(corpus).find(
        question, without={str(each) for each in gone_keys}, by_rule=bool(use and use.by_rule)
    )
    rows = documents(corpus.authority).filter(pk__in={each.document for each in answer.quotes})
    known = {str(each.pk): each for each in rows}
    shown = [
        Shown(known[each.document], each, quoted(each.passage.text, answer.stems))
        for each in answer.quotes if each.document in known
    ]  # fmt: skip
    return answer, shown


def _passages(corpus: Corpus) -> PassageFile:
    try:
        return PassageFile(folders.near(corpus.file))
    except FileNotFoundError as error:
        raise AIError("passages_gone") from error


def remarks(authority: Authority) -> QuerySet[PassageRemark]:
    """What people said of passages."""
    return PassageRemark.objects.of(authority)


def usage(authority: Authority, today: date) -> Usage:
    """Thirty days of the search: passages that people judged, those that were not useful."""
    since = timezone.now() - timedelta(days=DAYS)
    counted = remarks(authority).filter(at__gte=since).aggregate(
        every=Count("pk"), useless=Count("pk", filter=Q(is_useful=False)), last=Max("at")
    )  # fmt: skip
    last = counted["last"]
    return Usage(
        counted["every"], counted["useless"], last=min(timezone.localdate(last), today)
        if last else None,
    )  # fmt: skip


def documents_words(count: int) -> str:
    """A number of documents in words."""
    return ngettext("%(count)s document", "%(count)s documents", count) % {
        "count": number_words(count)
    }


def figure(authority: Authority) -> str:
    """What can be searched, in a sentence."""
    counted = documents(authority).aggregate(
        read=Count("pk", filter=Q(state=CorpusDocument.State.READ)), every=Count("pk")
    )
    if not counted["every"]:
        return _("No document to search yet.")
    if counted["read"] < counted["every"]:
        return _("%(documents)s, of which %(unread)s cannot be searched.") % {
            "documents": documents_words(counted["every"]),
            "unread": number_words(counted["every"] - counted["read"]),
        }
    text = ngettext("%(count)s document can be searched.", "%(count)s documents can be searched.",
                    counted["read"])  # fmt: skip
    return text % {"count": number_words(counted["read"])}
