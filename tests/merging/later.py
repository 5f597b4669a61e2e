"""Work that people do after a merge."""

from crm_merge.audit.services import add_subjects
from tests.merging.promises import fresh
from tests.orders.factories import recording


def edit(row, **values) -> None:
    with recording("changed") as opened:
        row = fresh(row)
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        if hasattr(row, "trash_entry"):
            add_subjects(opened, [row])


def delete(row) -> None:
    with recording("changed"):
        fresh(row).delete()


