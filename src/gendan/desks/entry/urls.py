"""The addresses of writing down an order."""

from django.urls import URLPattern, path

from gendan.desks.entry.addresses import entry_split
from gendan.desks.entry.customers import entry_address, entry_customer
from gendan.desks.entry.goods import entry_articles, entry_quote
from gendan.desks.entry.page import new_order
from gendan.desks.entry.receipts import entry_placed

urlpatterns: list[URLPattern] = [
    path("orders/new", new_order, name="new_order"),
    path("orders/new/articles", entry_articles, name="entry_articles"),
    path("orders/new/quote", entry_quote, name="entry_quote"),
    path("orders/new/customer", entry_customer, name="entry_customer"),
    path("orders/new/address", entry_address, name="entry_address"),
    path("orders/new/split", entry_split, name="entry_split"),
    path("orders/new/placed", entry_placed, name="entry_placed"),
]
