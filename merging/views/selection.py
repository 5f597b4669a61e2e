"""Which records an address or a form asks to merge, checked before anything is written."""

from dataclasses import dataclass

from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext as _

from crm_merge.access.lookups import as_key
from crm_merge.access.permissions import permitted
from merging import registry, services
from merging.drafting import MOST_RECORDS

from .answers import Refused


@dataclass(frozen=True)
class Selection:
    """Records of one type in the order chosen, all readable and live."""

    spec: registry.MergeSpec
    records: list[Model]

    @property
    def kind(self) -> str:
        return self.spec.model._meta.model_name

    @property
    def ids(self) -> list[int]:
        return [record.pk for record in self.records]


def read_selection(request: HttpRequest) -> Selection:
    """The records named by ``type`` and ``id`` of the request. Raises ``Refused`` with the sentence to show."""
    data = request.POST if request.method == "POST" and "type" in request.POST else request.GET
    spec = _spec(data.getlist("type"))
    ids = _ids(data.getlist("id"))
    records = permitted(spec.queryset().filter(pk__in=ids), user=request.user).in_bulk()
    if len(records) < len(ids):
        raise Refused(_("One of the records does not exist, is of another type, or you may not see it."), 404)
    chosen = [records[key] for key in ids]
    for record in chosen:
        _refuse_trashed(record, spec, request)
    return Selection(spec, chosen)


def _spec(names: list[str]) -> registry.MergeSpec:
    if len(set(names)) > 1:
        raise Refused(_("Only records of the same type can be merged."))
    for spec in registry.specs():
        if names and names[0].lower() in (spec.model._meta.model_name, spec.model._meta.label_lower):
            return spec
    raise Refused(_("Records of this type cannot be merged. Choose orders, contacts or companies in their list."))


def _ids(texts: list[str]) -> list[int]:
    texts = [part.strip() for text in texts for part in text.split(",") if part.strip()]
    ids = [as_key(text) for text in texts]
    if None in ids:
        raise Refused(_("The address names a record in a way that cannot be read. Choose the records in their list."))
    if len(set(ids)) < len(ids):
        raise Refused(_("The same record was chosen twice. A record cannot be merged with itself."))
    if len(ids) < 2:
        raise Refused(_("Choose at least two records to merge."))
    if len(ids) > MOST_RECORDS:
        raise Refused(_("At most %(most)s records can be merged at once. Choose fewer.") % {"most": MOST_RECORDS})
    return ids


def _refuse_trashed(record: Model, spec: registry.MergeSpec, request: HttpRequest) -> None:
    if record.trash_entry_id is None:
        return
    home = services.current_home(spec.model._meta.label_lower, record.pk)
    holder = permitted(spec.queryset().filter(pk=home), user=request.user).first() if home else None
    if holder is None or holder.pk == record.pk:
        raise Refused(_("%(record)s is in the trash and cannot be merged. Restore it first.") % {"record": record}, 409)
    sentence = _("%(record)s was already merged. Its data is now on %(primary)s.") % {"record": record, "primary": holder}
    raise Refused(sentence, 409, url=holder.get_absolute_url(), link=str(holder))
