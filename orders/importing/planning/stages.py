from dataclasses import dataclass

from django.utils.translation import gettext_noop as noop

from crm_merge.ui.folding import fold
from orders.importing.sentences import say
from orders.models import Stage

from .outcome import Refused


@dataclass
class Stages:
    """The stages by key and by name in either language; ``usual`` is the one of new orders."""

    by_name: dict[str, Stage]
    usual: Stage

    @classmethod
    def read(cls, usual: str) -> "Stages":
        """``usual`` is the key of a stage; without one it is the first. There has to be a stage."""
        stages = list(Stage.objects.offered().select_related("pipeline"))
        by_name: dict[str, Stage] = {}
        for stage in stages:
            for name in (stage.key, stage.name, stage.name_de):
                by_name.setdefault(fold(name), stage)
        return cls(by_name, next((stage for stage in stages if stage.key == usual), stages[0]))

    def named(self, name: str) -> Stage:
        found = self.by_name.get(fold(name)) if name else None
        if found is None:
            raise Refused(say(noop("There is no stage “%(name)s”."), name=name))
        return found
