from django.db import migrations

from trash.guards import RenewGuard

PARENTS = {"order_id": "orders_order", "contact_id": "orders_contact", "company_id": "orders_company"}
ATTACHED = ("Activity", "Address", "Attachment", "Comment", "ContactPoint", "TagLink")


class Migration(migrations.Migration):
    """Taking a merge back may bring rows back to records that were in the trash before it already."""

    dependencies = [("orders", "0015_reference_data"), ("trash", "0001_initial")]

    operations = [
        *(RenewGuard(model, PARENTS) for model in ATTACHED),
        RenewGuard("OrderLine", {"order_id": "orders_order"}),
        RenewGuard("OrderContact", {"order_id": "orders_order", "contact_id": "orders_contact"}),
        RenewGuard("Observer", {"order_id": "orders_order"}),
        RenewGuard("Order", {"company_id": "orders_company"}),
        RenewGuard("Contact", {"company_id": "orders_company"}),
        RenewGuard("Company", {"parent_id": "orders_company"}),
    ]
