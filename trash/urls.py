from django.urls import path

from . import views

app_name = "trash"
urlpatterns = [
    path("", views.trash, name="list"),
    path("restore/", views.restore_chosen, name="restore"),
    path("delete/", views.purge_chosen, name="purge"),
]
