from django.db import migrations


class Migration(migrations.Migration):
    """The item's own copy of its text goes: ConsentText holds every version."""

    dependencies = [("consent", "0003_texts_and_states")]
    operations = [
        migrations.RemoveField(model_name="consentitem", name="text_ja"),
        migrations.RemoveField(model_name="consentitem", name="text_en"),
        migrations.RemoveField(model_name="consentitem", name="text_version"),
    ]
