"""The addresses of the desks."""

from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from gendan.desks import by_line, manager, order
from gendan.desks.frame.river import river
from gendan.desks.home import home, me
from gendan.desks.imports import views as imports
from gendan.desks.lists import views as lists
from gendan.desks.outbox import outbox, outbox_letter
from gendan.desks.set_up import SetUp
from gendan.desks.steps import views as steps

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("me", me, name="me"),
    path("frame", river, name="frame"),
    *manager.urlpatterns,  # before the desks of the departments
    *lists.urlpatterns,
    *order.urlpatterns,
    *imports.urlpatterns,
    *by_line.urlpatterns,
    *steps.urlpatterns,
    path("language", set_language, name="set_language"),
    path("outbox", outbox, name="outbox"),
    path("outbox/<int:notice>", outbox_letter, name="outbox_letter"),
    path("set-up/<uidb64>/<token>/", SetUp.as_view(), name="set_up"),
]
