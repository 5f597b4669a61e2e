"""What administrators can do: the door for pages, commands and tests."""

from .departments import delete_department, save_department
from .handing_over import hand_over, holdings, number_held
from .own import change_own_account, change_own_password
from .people import change_person, deactivate, invite, note_link, reactivate
from .roles import delete_role, deleted_role_keys, give_role, save_role, take_role

__all__ = [
    "change_own_account",
    "change_own_password",
    "change_person",
    "deactivate",
    "delete_department",
    "delete_role",
    "deleted_role_keys",
    "give_role",
    "hand_over",
    "holdings",
    "invite",
    "note_link",
    "number_held",
    "reactivate",
    "save_department",
    "save_role",
    "take_role",
]
