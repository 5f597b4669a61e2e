from django.urls import path

from .views import currencies, pipelines, stages

urlpatterns = [
    path("settings/pipelines/", pipelines.pipeline_list, name="pipelines"),
    path("settings/pipelines/new/", pipelines.new, name="pipeline_new"),
    path("settings/pipelines/<int:pk>/", pipelines.edit, name="pipeline"),
    path("settings/pipelines/<int:pk>/delete/", pipelines.delete, name="pipeline_delete"),
    path("settings/pipelines/<int:pk>/stages/new/", stages.new, name="stage_new"),
    path("settings/stages/<int:pk>/", stages.edit, name="stage"),
    path("settings/stages/<int:pk>/delete/", stages.delete, name="stage_delete"),
    path("settings/currencies/", currencies.currency_list, name="currencies"),
]
