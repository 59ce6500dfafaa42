"""The name of a person whose account is deleted may go from a line; nothing else of it may change.

Both names are those that ``journal.models.GONE`` has: the line then says that an account was deleted.
"""

from django.db import migrations

GONE = "('compte supprimé', 'deleted account')"
COLUMNS = ("id", "authority_id", "when", "verb", "urn", "before", "after")


def _refused(distinct):
    changed = [f'NEW."{name}" {distinct} OLD."{name}"' for name in COLUMNS]
    named = [
        f'(NEW."{name}" {distinct} OLD."{name}" AND NEW."{name}" NOT IN {GONE})'
        for name in ("actor_label", "label")
    ]
    actor = f'(NEW."actor_id" IS NOT NULL AND NEW."actor_id" {distinct} OLD."actor_id")'
    return " OR ".join([*changed, *named, actor])


SQLITE = f"""
CREATE TRIGGER journal_is_append_only BEFORE UPDATE ON journal_entry
WHEN {_refused("IS NOT")}
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
"""
POSTGRESQL = f"""
CREATE TRIGGER journal_is_append_only BEFORE UPDATE ON journal_entry FOR EACH ROW
WHEN ({_refused("IS DISTINCT FROM")}) EXECUTE FUNCTION journal_refuse();
"""


def protect(apps, schema_editor):
    """Install the trigger in place of the one before."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    table = "" if sqlite else " ON journal_entry"
    schema_editor.execute(f"DROP TRIGGER journal_is_append_only{table}", params=None)
    schema_editor.execute(SQLITE if sqlite else POSTGRESQL, params=None)


class Migration(migrations.Migration):
    dependencies = [("journal", "0002_append_only")]
    operations = [migrations.RunPython(protect, migrations.RunPython.noop)]
