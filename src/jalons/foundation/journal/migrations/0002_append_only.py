"""The database itself refuses to change a line of the journal.

A deleted account only empties ``actor``; deleting an authority deletes its lines. SQLite drops the
triggers of a table when a later migration rebuilds it: such a migration must call ``protect`` again
(a test changes a line behind Django's back and sees it refused).
"""

from django.db import migrations

COLUMNS = ("id", "authority_id", "when", "actor_label", "verb", "urn", "label", "before", "after")


def _changed(distinct):
    compared = " OR ".join(f'NEW."{name}" {distinct} OLD."{name}"' for name in COLUMNS)
    return f'{compared} OR (NEW."actor_id" IS NOT NULL AND NEW."actor_id" {distinct} OLD."actor_id")'


SQLITE = f"""
CREATE TRIGGER journal_is_append_only BEFORE UPDATE ON journal_entry
WHEN {_changed("IS NOT")}
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END
"""
POSTGRESQL = f"""
CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the journal is append-only' USING ERRCODE = 'integrity_constraint_violation'; END $$;
CREATE TRIGGER journal_is_append_only BEFORE UPDATE ON journal_entry FOR EACH ROW
WHEN ({_changed("IS DISTINCT FROM")}) EXECUTE FUNCTION journal_refuse();
"""
POSTGRESQL_UNDO = "DROP TRIGGER journal_is_append_only ON journal_entry; DROP FUNCTION journal_refuse();"


def protect(apps, schema_editor):
    """Install the trigger."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute(SQLITE if sqlite else POSTGRESQL, params=None)


def release(apps, schema_editor):
    """Remove it."""
    sqlite = schema_editor.connection.vendor == "sqlite"
    schema_editor.execute("DROP TRIGGER journal_is_append_only" if sqlite else POSTGRESQL_UNDO, params=None)


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(protect, release)]
