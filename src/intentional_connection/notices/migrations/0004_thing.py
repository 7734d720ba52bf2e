"""Which line a notice is about: asked again when it is sent, where that is hidden from its reader."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0003_preferences_and_failures")]

    operations = [migrations.AddField(model_name="notice", name="thing_id", field=models.UUIDField(null=True))]
