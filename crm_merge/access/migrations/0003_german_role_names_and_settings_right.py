from django.db import migrations, models
from django.db.models import F

GERMAN = {"sales": ("Sales", "Vertrieb"), "manager": ("Manager", "Leitung"), "administration": ("Administration", "Administration")}


def fill(apps, schema_editor):
    """Roles of an older installation keep what they could do, and get the German names of the defaults."""
    role = apps.get_model("access", "Role")
    role.objects.update(can_manage_settings=F("can_manage_roles"))
    for key, (name, name_de) in GERMAN.items():
        role.objects.filter(key=key, name=name).update(name_de=name_de)


class Migration(migrations.Migration):
    dependencies = [("access", "0002_user_reference")]

    operations = [
        migrations.AddField(
            model_name="role",
            name="name_de",
            field=models.CharField(blank=True, default="", max_length=100, verbose_name="German name"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="role",
            name="can_manage_settings",
            field=models.BooleanField(default=False, verbose_name="May change the settings"),
        ),
        migrations.AlterField(
            model_name="role",
            name="description",
            field=models.TextField(blank=True, max_length=1000, verbose_name="Description"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
