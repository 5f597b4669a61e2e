from django.urls import path

from . import views

app_name = "taking_back"
urlpatterns = [path("<str:operation_id>/undo/", views.undo, name="undo")]
