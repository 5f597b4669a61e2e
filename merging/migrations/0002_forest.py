from django.db import migrations, models

FUNCTION = """
CREATE OR REPLACE FUNCTION merging_links_form_a_forest() RETURNS trigger LANGUAGE plpgsql AS $guard$
BEGIN
    IF NEW.is_live AND EXISTS (
        WITH RECURSIVE way(home) AS (
            SELECT NEW.primary_id
            UNION
            SELECT link.primary_id FROM way JOIN merging_mergedrecord AS link
            ON link.is_live AND link.record_type = NEW.record_type AND link.record_id = way.home
        ) SELECT 1 FROM way WHERE way.home = NEW.record_id
    ) THEN
        RAISE EXCEPTION 'The record % was merged into %, directly or over others, already.', NEW.primary_id, NEW.record_id
            USING ERRCODE = '23514', CONSTRAINT = 'merged_links_form_a_forest', TABLE = TG_TABLE_NAME;
    END IF;
    RETURN NEW;
END
$guard$
"""
TRIGGER = """
CREATE OR REPLACE TRIGGER merging_links_form_a_forest
BEFORE INSERT OR UPDATE OF is_live, record_type, record_id, primary_id ON merging_mergedrecord
FOR EACH ROW EXECUTE FUNCTION merging_links_form_a_forest()
"""
BACK = """
DROP TRIGGER IF EXISTS merging_links_form_a_forest ON merging_mergedrecord;
DROP FUNCTION IF EXISTS merging_links_form_a_forest();
"""


class Migration(migrations.Migration):
    """Links "was merged into" never lead in a circle, whoever writes them; merges say how to read their journal."""

    dependencies = [("merging", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="merge",
            name="journal_version",
            field=models.PositiveSmallIntegerField(default=1, help_text="How to read the journal (merging.journal)."),
        ),
        migrations.RunSQL([FUNCTION, TRIGGER], BACK),
    ]
