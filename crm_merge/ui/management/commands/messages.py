from typing import Any

from django.core.management.base import BaseCommand, CommandError

from crm_merge.ui import catalogue


class Command(BaseCommand):
    help = "Gathers what the interface says into the German catalogue and compiles it."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said = catalogue.with_german(catalogue.gathered(), catalogue.stored())
        except ValueError as error:
            raise CommandError(str(error)) from error
        catalogue.po_path().parent.mkdir(parents=True, exist_ok=True)
        catalogue.po_path().write_bytes(catalogue.as_po(said))
        catalogue.mo_path().write_bytes(catalogue.as_mo(said))
        self.stdout.write(f"{len(catalogue.messages(said))} messages.")
        if missing := catalogue.untranslated(said):
            listed = "\n".join(f"  {message.id}" for message in missing)
            raise CommandError(f"{len(missing)} of them have no German yet:\n{listed}")
