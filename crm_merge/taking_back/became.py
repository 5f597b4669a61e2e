"""What becomes of each row that an operation wrote when it is taken back."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Became(TextChoices):
    """The first six are changes, the others leave the row as it is; ``NOTHING`` is not worth a word."""

    TRASHED = "trashed", _("to the trash")
    PUT_BACK = "put_back", _("put back")
    REMOVED = "removed", _("removed")
    RETURNED = "returned", _("brought back")
    RESTORED = "restored", _("out of the trash")
    SETTLED = "settled", _("computed afresh")
    EDITED = "edited", _("edited since")
    MERGED = "merged", _("merged since")
    IN_TRASH = "in_trash", _("in the trash")
    GONE = "gone", _("deleted permanently")
    FORBIDDEN = "forbidden", _("not allowed")
    USED = "used", _("in use")
    LOST = "lost", _("lost its link")
    UNKNOWN = "unknown", _("not recorded")
    CLASHES = "clashes", _("in the way")
    NOTHING = "nothing", _("unchanged")

    @property
    def is_change(self) -> bool:
        return self in CHANGES

    @property
    def sentence(self) -> str:
        """Why the row stays as it is."""
        return str(SENTENCES.get(self, ""))


CHANGES = frozenset({Became.TRASHED, Became.PUT_BACK, Became.REMOVED, Became.RETURNED, Became.RESTORED, Became.SETTLED})
SENTENCES: dict[str, Promise] = {
    Became.EDITED: _("It was edited since. The later edit stays."),
    Became.MERGED: _("It was merged into another record since, where its data is decided. Undo that merge first."),
    Became.IN_TRASH: _("It is in the trash. Nothing is written there."),
    Became.GONE: _("It was deleted permanently since."),
    Became.FORBIDDEN: _("Your roles do not allow you to take this back."),
    Became.USED: _("Something still refers to it, so it stays."),
    Became.LOST: _("What it was linked to before is no longer there, so the link stays as it is."),
    Became.UNKNOWN: _("What was there before was not recorded."),
    Became.CLASHES: _("Something that was added or changed since stands in the way."),
}
