"""The page on which an order is written down."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from gendan.desks.entry.asking import seller
from gendan.desks.frame.river import frame
from gendan.kernel.actor import Actor
from gendan.kit.words import said
from gendan.process.model import Text
from gendan.process.words import ChannelKind, Fulfilment, PaymentMethod
from gendan.records.parties.models import Channel
from gendan.records.people.models import Staff
from gendan.records.places.models import Store

# Where a person of the house writes an order down; the others have programs of their own.
KINDS = (ChannelKind.STORE, ChannelKind.PHONE)
# Of money that is here.
METHODS = tuple(method for method in PaymentMethod if method is not PaymentMethod.COD)
# When an order that leaves is paid.
PAYS = {
    "now": Text("现在付", "Paid now"),
    "later": Text("付款后发货", "Paid before it leaves"),
    "cod": Text("货到付款", "Cash on delivery"),
    "account": Text("挂账", "On account"),
}
USUAL = {
    ChannelKind.STORE: {"fulfilment": Fulfilment.CARRY.value, "pays": "now"},
    ChannelKind.PHONE: {"fulfilment": Fulfilment.DELIVERY.value, "pays": "later"},
}
ASKS = {
    "articles": "entry_articles",
    "quote": "entry_quote",
    "customer": "entry_customer",
    "address": "entry_address",
    "split": "entry_split",
    "placed": "entry_placed",
    "place": "api:place",
}


@require_GET
@login_required
@never_cache
def new_order(request: HttpRequest) -> HttpResponse:
    """The empty page, for whoever may place orders: two statements beside the frame's."""
    caller = seller(request)
    person = request.user
    assert isinstance(person, Staff), "somebody is signed in"
    channels = list(Channel.objects.filter(kind__in=[k.value for k in KINDS]).order_by("-kind"))
    usual = {channel.code: USUAL[ChannelKind.of(channel.kind)] for channel in channels}
    context = {
        "frame": frame(caller),
        "stores": [(s.code, _named(s.name, s.name_en)) for s in _stores(caller.actor)],
        "channels": [(c.code, _named(c.name, c.name_en)) for c in channels],
        "fulfilments": [(f.value, f.label) for f in (*Fulfilment,)][::-1],
        "pays": PAYS.items(),
        "methods": [(method.value, method.label) for method in METHODS],
        "told": {
            "asks": {name: reverse(view) for name, view in ASKS.items()},
            "seller": person.username,
            "usual": usual,
            "fulfilments": {f.value: said(f.label) for f in Fulfilment},
        },
    }
    return render(request, "desks/entry/new_order.html", context)


def _stores(actor: Actor) -> list[Store]:
    found = Store.objects.order_by("code")
    return list(found if actor.stores is None else found.filter(id__in=actor.stores))


def _named(name: str, name_en: str) -> str:
    return said(Text(name, name_en or name))
