"""Addresses of the records, the same for each kind: ``/orders/``, ``/orders/new/``, ``/orders/7/edit/`` …"""

from django.urls import URLPattern, URLResolver, include, path

from .kinds import ORDERS, RecordKind, all_kinds
from .views import actions, custom_fields, delete, editing, fields, files, lists, mentions, records, related, stages, suggestions

app_name = "orders"


def _pages(kind: RecordKind) -> list[URLPattern]:
    at, name, given = f"{kind.plural}/", kind.name, {"kind": kind.name}
    one = f"{at}<int:pk>/"
    return [
        path(at, lists.record_list, given, kind.plural),
        path(f"{at}action/", actions.list_action, given, f"{kind.plural}_action"),
        path(f"{at}new/", editing.new, given, f"{name}_new"),
        path(one, records.record, given, name),
        path(f"{one}edit/", editing.edit, given, f"{name}_edit"),
        path(f"{one}fields/<str:key>/", fields.field, given, f"{name}_field"),
        path(f"{one}delete/", delete.delete, given, f"{name}_delete"),
        path(f"{one}comments/", related.comment, given, f"{name}_comment"),
        path(f"{one}activities/", related.activity, given, f"{name}_activity"),
        path(f"{one}activities/<int:row>/done/", related.done, given, f"{name}_done"),
        path(f"{one}files/", files.upload, given, f"{name}_file"),
        path(f"{one}files/<int:row>/", files.download, given, f"{name}_download"),
        path(f"{one}<slug:what>/<int:row>/remove/", related.remove, given, f"{name}_remove"),
    ]


urlpatterns: list[URLPattern | URLResolver] = [page for kind in all_kinds() for page in _pages(kind)]
urlpatterns += [path("orders/<int:pk>/stage/", stages.stage, {"kind": ORDERS.name}, "order_stage")]
urlpatterns += [path("mentions/<int:pk>/done/", mentions.settle, name="mention_done")]
urlpatterns += [path("suggestions/<slug:of>/", suggestions.suggestions, name="suggestions")]
urlpatterns += [
    path("settings/fields/", custom_fields.field_list, name="custom_fields"),
    path("settings/fields/<slug:kind>/new/", custom_fields.new, name="custom_field_new"),
    path("settings/fields/<int:pk>/", custom_fields.edit, name="custom_field"),
    path("settings/fields/<int:pk>/move/", custom_fields.move, name="custom_field_move"),
    path("settings/fields/<int:pk>/retire/", custom_fields.retire, name="custom_field_retire"),
    path("settings/fields/<int:pk>/bring-back/", custom_fields.bring_back, name="custom_field_bring_back"),
]
urlpatterns += [path("", include("orders.importing.urls")), path("", include("orders.exporting.urls"))]
urlpatterns += [path("", include("orders.pipelines.urls"))]
