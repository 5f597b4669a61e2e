"""The helper of every form: labels above, our own buttons, messages of the server instead of the browser's."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django.utils.html import format_html
from django.utils.translation import gettext as _


class PageForm(FormHelper):
    """A form that fills a page. ``tag=False`` leaves the ``<form>`` element to the template."""

    def __init__(self, form=None, *, cancel_url: str = "", tag: bool = True) -> None:
        super().__init__(form)
        self.form_tag = tag
        self.attrs = {"novalidate": ""}
        self.form_method = "post"
        if form is not None and cancel_url:
            self.layout = Layout(*form.fields, save_buttons(cancel_url))


def save_buttons(cancel_url: str) -> Div:
    save = format_html('<button class="btn btn-primary" type="submit">{}</button>', _("Save"))
    cancel = format_html('<a class="btn" href="{}">{}</a>', cancel_url, _("Cancel"))
    return Div(HTML(save), HTML(cancel), css_class="form-actions")
