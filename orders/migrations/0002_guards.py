from django.db import migrations

from trash.guards import GuardLiveParents

PARENTS = {"order_id": "orders_order", "contact_id": "orders_contact", "company_id": "orders_company"}
ATTACHED = ("Activity", "Address", "Attachment", "Comment", "ContactPoint", "TagLink")


class Migration(migrations.Migration):
    """Nothing new may point to a record in the trash, whoever writes it."""

    dependencies = [("orders", "0001_initial"), ("trash", "0001_initial")]

    operations = [
        *(GuardLiveParents(model, PARENTS) for model in ATTACHED),
        GuardLiveParents("OrderLine", {"order_id": "orders_order"}),
        GuardLiveParents("OrderContact", {"order_id": "orders_order", "contact_id": "orders_contact"}),
        GuardLiveParents("Observer", {"order_id": "orders_order"}),
        GuardLiveParents("Order", {"company_id": "orders_company"}),
        GuardLiveParents("Contact", {"company_id": "orders_company"}),
        GuardLiveParents("Company", {"parent_id": "orders_company"}),
    ]
