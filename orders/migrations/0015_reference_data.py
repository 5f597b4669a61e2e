from django.conf import settings
from django.db import migrations

from crm_merge.reference import triggers

TABLES = {
    'access_user': ('username', 'first_name', 'last_name', 'is_active', 'department_id'),  # not when somebody signs in
    'orders_pipeline': (),
    'orders_stage': (),
    'orders_currency': (),
    'orders_customfield': (),
    'orders_customchoice': (),
    'orders_savedfilter': (),
    'orders_defaultfilter': (),
    'orders_listsettings': (),
}


class Migration(migrations.Migration):

    dependencies = [
        ('orders', '0014_kept_uploads'),
        ('reference', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(triggers.create(table, *columns), triggers.drop(table)) for table, columns in TABLES.items()
    ]
