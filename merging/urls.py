from django.urls import path

from .views import confirm, discard, fields, merges, preview, primary, restore, start, undo

app_name = "merging"
urlpatterns = [
    path("", merges.merge_list, name="list"),
    path("new/", start.new, name="new"),
    path("drafts/<uuid:pk>/primary/", primary.primary, name="primary"),
    path("drafts/<uuid:pk>/fields/", fields.fields, name="fields"),
    path("drafts/<uuid:pk>/preview/", preview.preview, name="preview"),
    path("drafts/<uuid:pk>/confirm/", confirm.confirm, name="confirm"),
    path("drafts/<uuid:pk>/discard/", discard.discard_draft, name="discard"),
    path("<int:pk>/", merges.merge, name="merge"),
    path("<int:pk>/undo/", undo.undo, name="undo"),
    path("<int:pk>/restore/<int:record_id>/", restore.restore, name="restore"),
]
