"""Everything that previews and the history name has a name in both languages."""

import pytest
from django.utils.functional import Promise
from django.utils.translation import override

from crm_merge.audit.touched import tracked_models
from crm_merge.audit.words import shown_fields


@pytest.mark.parametrize("model", list(tracked_models()), ids=lambda model: model.__name__)
def test_every_tracked_model_and_every_field_shown_has_a_translated_name(model):
    names = [model._meta.verbose_name, model._meta.verbose_name_plural, *(field.verbose_name for field in shown_fields(model))]

    assert [name for name in names if not isinstance(name, Promise)] == []
    with override("de"):
        assert all(str(name) for name in names)
