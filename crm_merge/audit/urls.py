from django.urls import path

from . import views

app_name = "audit"
urlpatterns = [
    path("", views.history, name="history"),
    path("record/<str:record_type>/<str:record_id>/", views.record, name="record"),
    path("<str:operation_id>/", views.operation, name="operation"),
]
