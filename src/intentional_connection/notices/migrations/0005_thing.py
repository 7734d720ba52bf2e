"""Which line a notice is about: asked again when it is sent, where that is hidden from its reader."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_failures_of_the_invited")]

    operations = [migrations.AddField(model_name="notice", name="thing_id", field=models.UUIDField(null=True))]
