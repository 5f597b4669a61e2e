"""The three roles every installation starts with. Administrators may change them; setup never overwrites a changed one."""

from django.utils.translation import gettext_noop as _

RECORD_TYPES = ("orders.order", "orders.contact", "orders.company")

SALES = {
    "read": "department",
    "create": "department",
    "edit": "department",
    "delete": "department",
    "export": "none",
    "import": "none",
}
MANAGER = {"read": "all", "create": "none", "edit": "none", "delete": "none", "export": "none", "import": "none"}
ADMINISTRATOR = dict.fromkeys(("read", "create", "edit", "delete", "export", "import"), "all")


def _everywhere(scopes: dict[str, str]) -> dict[str, dict[str, str]]:
    return dict.fromkeys(RECORD_TYPES, scopes)


DEFAULT_ROLES = {
    "sales": {"name": _("Sales"), "name_de": "Vertrieb", "grants": _everywhere(SALES), "rights": ()},
    "manager": {
        "name": _("Manager"),
        "name_de": "Leitung",
        "grants": _everywhere(MANAGER),
        "rights": ("can_read_history",),
    },
    "administration": {
        "name": _("Administration"),
        "name_de": "Administration",
        "grants": _everywhere(ADMINISTRATOR),
        "rights": ("can_read_history", "can_restore", "can_purge", "can_manage_roles", "can_manage_settings"),
    },
}
