"""Addresses of the records, the same for each kind: ``/orders/``, ``/orders/new/``, ``/orders/7/edit/`` …"""

from django.urls import URLPattern, URLResolver, include, path

from .kinds import ORDERS, RecordKind, all_kinds
from .views import (
    actions,
    board,
    bulk,
    columns,
    delete,
    editing,
    fields,
    files,
    filters,
    lists,
    mentions,
    moving,
    peek,
    records,
    related,
    selection,
    stages,
    suggestions,
)

app_name = "orders"


def _pages(kind: RecordKind) -> list[URLPattern]:
    at, name, given = f"{kind.plural}/", kind.name, {"kind": kind.name}
    one = f"{at}<int:pk>/"
    return [
        path(at, lists.record_list, given, kind.plural),
        path(f"{at}action/", actions.list_action, given, f"{kind.plural}_action"),
        path(f"{at}selection/", selection.selection, given, f"{kind.plural}_selection"),
        path(f"{at}filters/panel/", filters.panel, given, f"{name}_filter_panel"),
        path(f"{at}filters/counts/", filters.counts_of_saved, given, f"{name}_filter_counts"),
        path(f"{at}filters/save/", filters.save, given, f"{name}_filter_save"),
        path(f"{at}filters/begin/", filters.begin, given, f"{name}_filter_begin"),
        path(f"{at}filters/<int:saved>/", filters.edit, given, f"{name}_filter"),
        path(f"{at}filters/<int:saved>/update/", filters.update, given, f"{name}_filter_update"),
        path(f"{at}filters/<int:saved>/delete/", filters.delete, given, f"{name}_filter_delete"),
        path(f"{at}columns/", columns.columns, given, f"{name}_columns"),
        path(f"{at}columns/width/", columns.width, given, f"{name}_width"),
        path(f"{at}new/", editing.new, given, f"{name}_new"),
        path(one, records.record, given, name),
        path(f"{one}peek/", peek.peek, given, f"{name}_peek"),
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
urlpatterns += [
    path("orders/view/", lists.view, name="order_view"),
    path("orders/board/", board.column, name="order_board"),
    path("orders/board/totals/", board.totals, name="order_board_totals"),
    path("orders/<int:pk>/move/", moving.move, {"kind": "order"}, "order_move"),
]
urlpatterns += [path("orders/<int:pk>/stage/", stages.stage, {"kind": ORDERS.name}, "order_stage")]
urlpatterns += [path("mentions/<int:pk>/done/", mentions.settle, name="mention_done")]
urlpatterns += [path("suggestions/<slug:of>/", suggestions.suggestions, name="suggestions")]
urlpatterns += [
    path("orders/action/<uuid:pk>/", bulk.report, name="bulk_report"),
    path("orders/action/<uuid:pk>/report.csv", bulk.report_csv, name="bulk_report_csv"),
    path("orders/action/<uuid:pk>/undo/", bulk.undo, name="bulk_undo"),
]
urlpatterns += [path("", include(f"orders.{part}.urls")) for part in ("importing", "exporting", "pipelines", "custom")]
