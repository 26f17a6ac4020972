from django.db import migrations

FIXED = """
CREATE TRIGGER policies_policydraftevent_immutable BEFORE UPDATE OR DELETE
    ON policies_policydraftevent FOR EACH ROW EXECUTE FUNCTION policies_refuse_change();
"""
LOOSE = "DROP TRIGGER IF EXISTS policies_policydraftevent_immutable ON policies_policydraftevent"


class Migration(migrations.Migration):
    """Who wrote in a draft decides who may publish it, so nobody rewrites that."""

    dependencies = [("policies", "0008_choices_on_the_website_are_kept_for_a_time")]
    operations = [migrations.RunSQL(FIXED, LOOSE)]
