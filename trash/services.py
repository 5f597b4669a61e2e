"""The door to the trash: put away, restore, destroy. Each is one transaction and one operation of the history."""

from .destroying import purge
from .moving import move_to_trash
from .outcome import Outcome, PurgeRefused, Refused, RestoreRefused
from .putting_away import put_away, take_out
from .restoring import restore

__all__ = ["Outcome", "PurgeRefused", "Refused", "RestoreRefused", "move_to_trash", "purge", "put_away", "restore", "take_out"]
