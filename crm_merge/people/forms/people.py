from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm_merge.access.models import Role, User
from crm_merge.audit.forms import dress
from crm_merge.people.states import State
from crm_merge.people.tree import department_tree

from .account import language_field, zone_field
from .departments import choices, department_field
from .states import StateForm

USERNAME = User._meta.get_field("username")


class PersonForm(StateForm):
    username = forms.CharField(label=_("Username"), max_length=150, validators=USERNAME.validators)
    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    department = department_field(_("Department"))
    roles = forms.TypedMultipleChoiceField(
        label=_("Roles"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple, empty_value=[]
    )
    language = language_field()
    time_zone = zone_field()

    def __init__(self, data: QueryDict | None = None, *, stored: State, person: User | None = None) -> None:
        super().__init__(data, stored=stored)
        self.person = person
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}
        self.fields["department"].choices = choices(department_tree(), gettext("No department"))
        self.fields["roles"].choices = [(role.pk, str(role)) for role in sorted(Role.objects.all(), key=str)]

    def again(self, data: QueryDict) -> "PersonForm":
        return PersonForm(data, stored=self.stored, person=self.person)

    def clean_username(self) -> str:
        """Names that differ in capitals only would be taken for one another."""
        typed = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=typed).exclude(pk=self.person.pk if self.person else None).exists():
            raise ValidationError(gettext("Somebody has this user name already. Choose another one."))
        return typed

    def clean_roles(self) -> list[int]:
        return sorted(set(self.cleaned_data["roles"]))


class PersonFilter(forms.Form):
    """Which people to show."""

    q = forms.CharField(label=_("Name or e-mail"), required=False, max_length=200)
    department = department_field(_("Department"))
    role = forms.TypedChoiceField(label=_("Role"), coerce=int, empty_value=None, required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Everybody")), ("active", _("Active")), ("off", _("Deactivated"))]
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.fields["department"].choices = choices(department_tree(), gettext("All departments"))
        roles = sorted(Role.objects.all(), key=str)
        self.fields["role"].choices = [("", gettext("All roles")), *((role.pk, str(role)) for role in roles)]
        dress(self)

    @property
    def is_active(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def narrow(self, people: QuerySet[User]) -> QuerySet[User]:
        """Apply the filter; nothing is found while a field is wrong."""
        if not self.is_valid():
            return people.none()
        values = self.cleaned_data
        for word in values["q"].split():
            texts = ("username", "first_name", "last_name", "email")
            people = people.filter(Q(*((f"{name}__icontains", word) for name in texts), _connector=Q.OR))
        if values["department"]:
            people = people.filter(department=values["department"])
        if values["role"]:
            people = people.filter(roles=values["role"])
        return people.filter(is_active=values["state"] == "active") if values["state"] else people


class HandingOverForm(forms.Form):
    """Who is responsible from now on for what a person leaves behind."""

    KEEP = "keep"
    to = forms.ChoiceField(label=_("Records go to"))

    def __init__(self, data: QueryDict | None = None, *, person: User) -> None:
        super().__init__(data)
        others = User.objects.filter(is_active=True).exclude(pk=person.pk).order_by("first_name", "last_name", "username")
        self.people = {str(item.pk): item for item in others}
        self.fields["to"].choices = [
            ("", gettext("Choose a person")),
            *((key, _with_username(item)) for key, item in self.people.items()),
            (self.KEEP, gettext("Nobody – they stay with %(person)s") % {"person": person}),
        ]

    @property
    def receiver(self) -> User | None:
        """The chosen person; None when the records stay."""
        return self.people.get(self.cleaned_data["to"])


def _with_username(person: User) -> str:
    return str(person) if str(person) == person.username else f"{person} ({person.username})"


class GivingForm(forms.Form):
    """Who gets a role: one person, or everybody of a department and below."""

    to = forms.ChoiceField(label=_("Give this role to"))

    def __init__(self, data: QueryDict | None = None, *, role: Role) -> None:
        super().__init__(data)
        lacking = User.objects.filter(is_active=True).exclude(roles=role).order_by("first_name", "last_name", "username")
        people = [(f"p:{person.pk}", _with_username(person)) for person in lacking]
        departments = [(f"d:{node.key}", node.path) for node in department_tree()]
        self.fields["to"].choices = [
            ("", gettext("Choose who gets it")),
            (gettext("Everybody in a department and below"), departments),
            (gettext("People"), people),
        ]
        self.fields["to"].widget.attrs["class"] = "form-select"
