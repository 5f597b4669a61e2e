"""Where the pages of this app are found: the section of the sidebar, and its cards on the page behind it."""

from django.utils.translation import gettext_lazy as _

from crm_merge.ui.navigation import register_section
from crm_merge.ui.settings_index import register_card

EITHER = ("access.manage_roles", "access.manage_settings")
register_section(_("Settings"), "people:index", "settings", permission=EITHER, order=80)
register_card(
    _("Users"),
    _("Invite people, give them roles, switch accounts off and hand their records over."),
    "people:persons",
    "contact",
    permission="access.manage_roles",
    order=10,
)
register_card(
    _("Roles"),
    _("Who may read, create, edit, delete, export and import which records, and how far that reaches."),
    "people:roles",
    "task",
    permission="access.manage_roles",
    order=20,
)
register_card(
    _("Departments"),
    _("The tree of the company. It decides what “own department” and “department and below” mean."),
    "people:departments",
    "company",
    permission="access.manage_roles",
    order=30,
)
