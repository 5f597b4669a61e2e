"""Departments are a tree, whoever moves them and when."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from crm_merge.access.models import Department
from crm_merge.access.models.departments import departments_below
from orders.models import Order

from .company import BELOW, give, reached


def test_a_department_is_no_part_of_itself(people):
    sales, north, corner = (Department.objects.get(name=name) for name in ("Sales", "North", "Corner"))
    for parent in (sales, north, corner):
        sales.parent = parent
        with pytest.raises(ValidationError, match="part of itself"):
            sales.save()
    corner.parent = sales
    corner.save()
    assert set(departments_below(north.pk)) == {north.pk}


def test_a_circle_made_behind_our_back_ends_the_walk(people):
    sales, corner = (Department.objects.get(name=name) for name in ("Sales", "Corner"))
    Department.objects.filter(pk=sales.pk).update(parent=corner)
    assert len(departments_below(sales.pk)) == 4
    assert reached(give(people["junior"], [{"read": "subdepartments"}])) == BELOW


def test_walking_the_tree_is_one_statement(people, django_assert_num_queries):
    head = give(people["head"], [{"read": "subdepartments"}])
    orders = list(Order.objects.select_related("responsible"))
    with django_assert_num_queries(2):  # the grants, the tree
        assert sum(head.has_perm("orders.read_order", order) for order in orders) == len(BELOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_moves_at_the_same_moment_one_is_refused():
    first, second = (Department.objects.create(name=name) for name in ("First", "Second"))
    start, refused = threading.Barrier(2), []

    def move(pk: int, below: int) -> None:
        try:
            start.wait(timeout=20)
            Department(pk=pk, name="moved", parent_id=below).save()
        except ValidationError:
            refused.append(pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=pair) for pair in ((first.pk, second.pk), (second.pk, first.pk))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert len(refused) == 1
    assert Department.objects.filter(parent=None).count() == 1
