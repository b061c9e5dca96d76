"""The addresses of one order."""

from django.urls import URLPattern, path

from gendan.desks.one_order.by_line import edit_form, split_form
from gendan.desks.one_order.customer import photo
from gendan.desks.one_order.disclosure import disclosure
from gendan.desks.one_order.page import order
from gendan.desks.one_order.panel import panel
from gendan.kit.rest.paths import OrderNumberInPath

NUMBER = f"<{OrderNumberInPath.name}:number>"

urlpatterns: list[URLPattern] = [
    path(f"orders/{NUMBER}", order, name="order"),
    path(f"orders/{NUMBER}/panel", panel, name="order_panel"),
    path(f"orders/{NUMBER}/panel/<int:ordinal>", panel, name="shipment_panel"),
    path(f"orders/{NUMBER}/edit", edit_form, name="edit_form"),
    path(f"orders/{NUMBER}/split/<int:ordinal>", split_form, name="split_form"),
    path(f"orders/{NUMBER}/photos/<int:picture>", photo, name="feedback_photo"),
    path(f"orders/{NUMBER}/person", disclosure, name="disclosure"),
]
