from crm_merge.reference import triggers

import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Renewal',
            fields=[
                ('key', models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), primary_key=True, serialize=False)),
            ],
        ),
        migrations.RunSQL(triggers.RENEW, triggers.DROP),
        migrations.RunSQL(triggers.FIRST, migrations.RunSQL.noop),
    ]
