"""The forms of the import: the file, and what its columns mean."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import User
from orders.models import ImportMapping, Stage
from orders.offered import Currencies

from .examining import Column, Examined
from .kinds import FileKind, kinds_open_to
from .mapping import OPTIONS, Columns, decide, problems_of, undecided
from .recognising import EMPTY, KEEP, KEYS, MATCHES, UPDATE, USUALLY
from .saved import may_share
from .sentences import Sentence

# Not "matches": a field of that name would hide the method of the form that scripts call.
RECOGNISING, KEPT = ("match", "existing", "empty"), ("mapping_name", "mapping_shared")
SELECT = {"class": "form-select"}
READ_BY = {"decimal": {"number", "percent", "discount"}, "dates": {"day", "instant"}, "discount": {"discount"}}
CHOICES = {
    "decimal": {"point": _("point: 1,234.56"), "comma": _("comma: 1.234,56")},
    "dates": {"dmy": _("day first: 31/12/2026"), "mdy": _("month first: 12/31/2026")},
    "discount": {"share": _("share: 0.15 = 15 %"), "percent": _("per cent: 15 = 15 %")},
}
LABELS = {"decimal": _("Decimal sign"), "dates": _("Dates with slashes"), "discount": _("Discounts")}


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("CSV file"),
        max_length=255,
        allow_empty_file=True,  # said by the examination, with a line
        widget=forms.FileInput(attrs={"class": "form-control", "accept": ".csv,.txt,.tsv,text/csv"}),
    )
    kind = forms.ChoiceField(label=_("What is in the file"), required=False, widget=forms.Select(attrs=SELECT))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = {kind.name: kind for kind in kinds_open_to(user)}
        named = [(kind.name, kind.label) for kind in self.kinds.values()]
        self.fields["kind"].choices = [("", _("Recognise by the header row")), *named]

    def clean_file(self) -> UploadedFile:
        upload = self.cleaned_data["file"]
        if upload.size > settings.MAX_UPLOAD_MEGABYTES * 1024 * 1024:
            sentence = gettext("The file is larger than %(limit)s MB. Split it into smaller ones with the same header row.")
            raise ValidationError(sentence % {"limit": settings.MAX_UPLOAD_MEGABYTES})
        return upload

    def clean_kind(self) -> FileKind | None:
        return self.kinds.get(self.cleaned_data["kind"])


class MappingForm(forms.Form):
    """One select per column, then how the file is written. ``columns`` and ``options`` are the decisions."""

    def __init__(self, kind: FileKind, examined: Examined, columns: Columns, options: dict[str, Any], data: Any = None) -> None:
        super().__init__(data)
        self.kind, self.examined = kind, examined
        self._guessed = columns
        choices = [("", _("– do not import –")), *_grouped(kind)]
        for column, key in zip(examined.columns, columns, strict=True):
            if column.same_as is None:
                self.fields[f"column-{column.position}"] = forms.ChoiceField(
                    label=column.name, choices=choices, required=False, initial=key, widget=forms.Select(attrs=SELECT)
                )
        for name in self.option_names:
            self.fields[name] = self._option(name, options.get(name, ""))
        if kind.name in ("order", "product"):
            offered = Currencies()
            self.fields["currency"] = _choice(
                _("Currency, where the file names none"), _offered(offered), options.get("currency", offered.default)
            )
        if kind.name in KEYS:
            usual = gettext("Usual: %(keys)s") % {"keys": USUALLY[kind.name]}
            keys = [("", usual), *((key.name, key.label) for key in KEYS[kind.name])]
            self.fields["match"] = _choice(_("Recognise what is there by"), keys, options.get("match", ""))
            known, empty = options.get("existing", UPDATE), options.get("empty", KEEP)
            self.fields["existing"] = _choice(_("Records that are there already"), list(MATCHES.items()), known)
            self.fields["empty"] = _choice(_("Empty cells"), list(EMPTY.items()), empty)
        if kind.name == "order":
            stages = [(stage.key, str(stage)) for stage in Stage.objects.offered()]
            self.fields["stage"] = _choice(_("Stage of new orders"), stages, options.get("stage", ""))

    @property
    def option_names(self) -> list[str]:
        """How the file is written matters only for what this kind of file can hold."""
        reads = {target.reads for target in self.kind.targets}
        return [name for name in OPTIONS if READ_BY[name] & reads]

    @property
    def columns(self) -> Columns:
        return [self.cleaned_data.get(f"column-{column.position}", "") for column in self.examined.columns]

    @property
    def options(self) -> dict[str, str]:
        names = (*self.option_names, "currency", "stage", *RECOGNISING)
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.errors:
            return values
        for sentence in problems_of(self.kind, self.columns, [column.name for column in self.examined.columns], self.options):
            self.add_error(None, str(sentence))
        for name, question in undecided(self.kind, self.columns, self.examined.columns, self.options).items():
            self.add_error(name, str(question))
        return values

    def rows(self) -> Iterator[tuple[Column, forms.BoundField | None]]:
        """The columns as the page shows them; a twin of an earlier column has no field."""
        for column in self.examined.columns:
            name = f"column-{column.position}"
            yield column, self[name] if name in self.fields else None

    def option_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("column-") and name not in (*RECOGNISING, *KEPT)]

    def recognising_fields(self) -> list[forms.BoundField]:
        """How rows find the records that are there, and what happens with those."""
        return [self[name] for name in RECOGNISING if name in self.fields]

    def kept_fields(self) -> list[forms.BoundField]:
        """The name under which the mapping is kept."""
        return [self[name] for name in KEPT if name in self.fields]

    def keep(self, mapping: ImportMapping | None, user: User) -> "MappingForm":
        """Offer to keep the mapping under a name; its own name is what an applied mapping of the person begins with."""
        known = mapping if mapping is not None and mapping.owner_id == user.pk else None
        text = forms.TextInput(attrs={"class": "form-control"})
        self.fields["mapping_name"] = forms.CharField(
            label=_("Keep the mapping as"), required=False, max_length=100, initial=known.name if known else "", widget=text
        )
        self.fields["mapping_name"].help_text = _("For example “Webshop export”. Without a name it is remembered for you alone.")
        if may_share(user):
            tick = forms.CheckboxInput(attrs={"class": "form-check-input"})
            self.fields["mapping_shared"] = forms.BooleanField(
                label=_("Share it with the team"), required=False, initial=bool(known and known.is_shared), widget=tick
            )
        return self

    def _option(self, name: str, initial: str) -> forms.ChoiceField:
        found = decide(name, self.kind, self._guessed, self.examined.columns)
        if isinstance(found, Sentence):
            first, help_text = _("Please choose"), str(found)
        else:
            first, help_text = gettext("recognised – %(rule)s") % {"rule": CHOICES[name][found]}, ""
        field = _choice(LABELS[name], [("", first), *CHOICES[name].items()], initial)
        field.help_text = help_text
        return field


def _offered(currencies: Currencies) -> list[tuple[str, str]]:
    return [(code, code) for code in currencies.codes]


def _choice(label: Any, choices: list, initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, required=False, initial=initial, widget=forms.Select(attrs=SELECT))


def _grouped(kind: FileKind) -> list[tuple]:
    """The fields to choose from; line items under a heading of their own."""
    of_record = [(target.key, target.label) for target in kind.targets if not target.of_item]
    of_item = [(target.key, target.label) for target in kind.targets if target.of_item]
    return [*of_record, (_("Line items"), of_item)] if of_item else of_record
