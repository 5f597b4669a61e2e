"""Tables that come to the product after the merge code was written: real models with real tables, for one test."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.db.models.functions import Lower

from crm_merge.audit.tracking import tracked
from orders.models import Order

APP = "orders"


@contextmanager
def new_tables(*makers) -> Iterator[list[type[models.Model]]]:
    """The models that ``makers`` define, with their histories, known to Django and to the database; forgotten afterwards.

    Needs a transaction that is rolled back, which takes the tables away.
    """
    before, attributes = dict(apps.all_models[APP]), set(vars(Order))
    try:
        made = [maker() for maker in makers]
        apps.clear_cache()
        new = [model for name, model in apps.all_models[APP].items() if name not in before]
        with connection.schema_editor() as editor:
            for model in (model for model in new if not model._meta.auto_created):
                editor.create_model(model)
        yield made
    finally:
        for name in set(apps.all_models[APP]) - set(before):
            del apps.all_models[APP][name]
        for name in set(vars(Order)) - attributes:
            delattr(Order, name)
        apps.clear_cache()


def plain() -> type[models.Model]:
    class Delivery(models.Model):
        order = models.ForeignKey(Order, models.CASCADE, related_name="deliveries")
        text = models.CharField(max_length=20)
        history = tracked()

        class Meta:
            app_label = APP

    return Delivery


def single() -> type[models.Model]:
    class Warranty(models.Model):
        order = models.OneToOneField(Order, models.CASCADE, related_name="warranty")
        text = models.CharField(max_length=20)
        history = tracked()

        class Meta:
            app_label = APP

    return Warranty


def many() -> type[models.Model]:
    class Campaign(models.Model):
        orders = models.ManyToManyField(Order, related_name="campaigns")

        class Meta:
            app_label = APP

    return Campaign


def many_through() -> type[models.Model]:
    class Fair(models.Model):
        orders = models.ManyToManyField(Order, through="orders.FairVisit", related_name="fairs")

        class Meta:
            app_label = APP

    class FairVisit(models.Model):
        fair = models.ForeignKey(Fair, models.CASCADE)
        order = models.ForeignKey(Order, models.CASCADE, related_name="fair_visits")
        text = models.CharField(max_length=20)
        history = tracked()

        class Meta:
            app_label = APP
            unique_together = [("fair", "order")]

    return FairVisit


def named_once() -> type[models.Model]:
    class Nickname(models.Model):
        order = models.ForeignKey(Order, models.CASCADE, related_name="nicknames")
        text = models.CharField(max_length=20)
        history = tracked()

        class Meta:
            app_label = APP
            constraints = [models.UniqueConstraint("order", Lower("text"), name="nickname_once_per_order")]

    return Nickname


def hidden_cascade() -> type[models.Model]:
    class Ledger(models.Model):
        order = models.ForeignKey(Order, models.CASCADE, related_name="+")
        text = models.CharField(max_length=20)
        history = tracked()

        class Meta:
            app_label = APP

    return Ledger


def hidden_set_null() -> type[models.Model]:
    class Letter(models.Model):
        order = models.ForeignKey(Order, models.SET_NULL, null=True, related_name="+")
        text = models.CharField(max_length=20)
        history = tracked()

        class Meta:
            app_label = APP

    return Letter


def protecting(on_delete) -> type[models.Model]:
    class Contract(models.Model):
        order = models.ForeignKey(Order, on_delete, related_name="+")
        text = models.CharField(max_length=20)
        history = tracked()

        class Meta:
            app_label = APP

    return Contract


def generic(key: type[models.Field]) -> type[models.Model]:
    """A row that names any record by content type, with a key of that column type."""

    class Remark(models.Model):
        content_type = models.ForeignKey(ContentType, models.CASCADE, related_name="+")
        object_id = key(max_length=40) if key is models.CharField else key()
        about = GenericForeignKey()
        history = tracked()

        class Meta:
            app_label = APP

    return Remark
