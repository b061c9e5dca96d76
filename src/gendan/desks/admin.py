"""Where Django looks for pages of master data: importing them is what registers them."""

from gendan.desks.master_data import (
    calendars,
    carriers,
    customers,
    goods,
    messages,
    papers,
    people,
    places,
    shop,
    sources,
    wordings,
)
from gendan.desks.master_data.labels import label
from gendan.desks.papers.models import PaperTemplate
from gendan.kernel.clock import Holiday, WorkCalendar
from gendan.messages.models import Robot, SmsTemplate, Wording
from gendan.records.carriers.models import CarrierAccount, NumberBlock, NumberPattern, Tariff
from gendan.records.following.models import EventSource, FollowedCarrier
from gendan.records.parties.models import Address, Carrier, Channel, Customer
from gendan.records.people.models import Staff
from gendan.records.places.models import Bin, Division, Store, Supply, Warehouse
from gendan.records.products.models import Product, Substitute
from gendan.records.shop.models import ShopSettings

PAGES = (goods, carriers, customers, places, calendars, people, messages, papers, wordings, shop,
         sources)  # fmt: skip

label([
    Address, Bin, Carrier, CarrierAccount, Channel, Customer, Division, EventSource,
    FollowedCarrier, Holiday, NumberBlock, NumberPattern, PaperTemplate, Product, Robot,
    ShopSettings, SmsTemplate, Staff, Store, Substitute, Supply, Tariff, Warehouse, Wording,
    WorkCalendar,
])  # fmt: skip
