from django.contrib.postgres.functions import RandomUUID
from django.db import models


class Renewal(models.Model):
    """A write of reference data that no later write has seen. All of them together are the edition.

    Written by triggers alone. Nearly always there is one row; several people who write at once leave one each, because nobody
    waits for anybody. A transaction that is taken back takes its row with it, and no key is ever given again.
    """

    key = models.UUIDField(primary_key=True, db_default=RandomUUID())
