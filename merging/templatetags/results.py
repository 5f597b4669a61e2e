"""What follows from a plan, as tags."""

from django import template

from merging.showing import results

register = template.Library()

for part in (results.result_fields, results.result_facts, results.trashed, results.left_behind):
    register.simple_tag(part)
