from django.urls import path

from .views import account, departments, index, passwords, people, roles

app_name = "people"
urlpatterns = [
    path("settings/", index.index, name="index"),
    path("settings/roles/", roles.role_list, name="roles"),
    path("settings/roles/new/", roles.new, name="role_new"),
    path("settings/roles/<int:pk>/", roles.edit, name="role"),
    path("settings/roles/<int:pk>/people/", roles.people, name="role_people"),
    path("settings/roles/<int:pk>/delete/", roles.delete, name="role_delete"),
    path("settings/users/", people.person_list, name="persons"),
    path("settings/users/new/", people.new, name="person_new"),
    path("settings/users/<int:pk>/", people.edit, name="person"),
    path("settings/users/<int:pk>/link/", people.link, name="person_link"),
    path("settings/users/<int:pk>/deactivate/", people.deactivate, name="person_deactivate"),
    path("settings/users/<int:pk>/reactivate/", people.reactivate, name="person_reactivate"),
    path("settings/departments/", departments.department_list, name="departments"),
    path("settings/departments/new/", departments.new, name="department_new"),
    path("settings/departments/<int:pk>/", departments.edit, name="department"),
    path("settings/departments/<int:pk>/delete/", departments.delete, name="department_delete"),
    path("account/", account.account, name="account"),
    path("account/password/", account.password, name="password"),
    path("account/password/<str:uidb64>/<str:token>/", passwords.set_password, name="set_password"),
]
