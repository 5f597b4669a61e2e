"""What a post changes in the tags and observers of a record."""

from .forms.editor import Editor
from .models import Observer, Order, Tag, TagLink


class LinkChanges:
    """Computed when made, carried out by :meth:`write`; false when there is nothing to do."""

    def __init__(self, editor: Editor) -> None:
        self.record, self.parent = editor.record, editor.kind.name
        values = editor.links.cleaned_data
        wanted = {name.casefold(): name for name in values.get("tags", editor.stored_tags)}
        stored = {name.casefold(): name for name in editor.stored_tags}
        self.tags_gone = [name for key, name in stored.items() if key not in wanted]
        self.tags_new = [name for key, name in wanted.items() if key not in stored]
        chosen = values.get("observers")
        observers = set(editor.stored_observers) if chosen is None else {user.pk for user in chosen}
        self.observers_gone = set(editor.stored_observers) - observers
        self.observers_new = observers - set(editor.stored_observers)

    def __bool__(self) -> bool:
        return bool(self.tags_gone or self.tags_new or self.observers_gone or self.observers_new)

    def write(self) -> None:
        for link in TagLink.objects.filter(**{self.parent: self.record}, tag__name__in=self.tags_gone):
            link.delete()
        for name in self.tags_new:
            TagLink.objects.create(**{self.parent: self.record}, tag=tag_named(name))
        if isinstance(self.record, Order):
            self._write_observers(self.record)

    def _write_observers(self, order: Order) -> None:
        for link in order.observer_links.filter(user_id__in=self.observers_gone):
            link.delete()
        for user_id in sorted(self.observers_new):
            Observer.objects.create(order=order, user_id=user_id)


def tag_named(name: str) -> Tag:
    """The tag with this name in any capitals, made when there is none. Needs an open change set."""
    return Tag.objects.filter(name__iexact=name).first() or Tag.objects.get_or_create(name=name)[0]
