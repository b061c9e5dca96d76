"""The addresses of the desks."""

from django.urls import URLPattern, URLResolver, path
from django.views.i18n import set_language

from gendan.desks import manager, search, stock, token
from gendan.desks.dock import urls as dock
from gendan.desks.entry import urls as entry
from gendan.desks.floor import urls as floor
from gendan.desks.frame.river import river
from gendan.desks.home import home, me
from gendan.desks.imports import views as imports
from gendan.desks.lists import export, tools
from gendan.desks.lists import views as lists
from gendan.desks.one_order import urls as one_order
from gendan.desks.outbox import outbox, outbox_letter
from gendan.desks.papers import views as papers
from gendan.desks.set_up import SetUp
from gendan.desks.steps import views as steps
from gendan.desks.stockroom import putting
from gendan.desks.stockroom import views as stockroom

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),
    path("me", me, name="me"),
    path("frame", river, name="frame"),
    *entry.urlpatterns,
    *manager.urlpatterns,  # before the desks of the departments
    *floor.urlpatterns,
    *lists.urlpatterns,
    *export.urlpatterns,
    *tools.urlpatterns,
    *search.urlpatterns,
    *imports.urlpatterns,
    *one_order.urlpatterns,
    *steps.urlpatterns,
    *token.urlpatterns,
    *stock.urlpatterns,
    *dock.urlpatterns,
    *stockroom.urlpatterns,
    *putting.urlpatterns,
    *papers.urlpatterns,
    path("language", set_language, name="set_language"),
    path("outbox", outbox, name="outbox"),
    path("outbox/<int:notice>", outbox_letter, name="outbox_letter"),
    path("set-up/<uidb64>/<token>/", SetUp.as_view(), name="set_up"),
]
