from django.db import migrations

from orders.searching import refreshing, triggers


class Migration(migrations.Migration):
    """The functions of the search entries afresh: words without counting letters, sort keys without words."""

    dependencies = [("orders", "0011_list_settings")]

    operations = [
        migrations.RunSQL(refreshing.create(), migrations.RunSQL.noop),
        migrations.RunSQL(list(triggers.create()), migrations.RunSQL.noop),
    ]
