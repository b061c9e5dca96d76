"""The demo's parcels move by themselves: a carrier's program is asked to follow what is under way.

While tales are told nobody follows anything, for they know what carriers say. Of parcels that are
near their end they have the last word, and 中通 is left to them alone: there is a parcel of which
nothing is heard.
"""

from django.db import transaction

from gendan.kernel import clock
from gendan.kernel.sealing import sealed
from gendan.process.words import CarrierCode, SourceKind, SubscriptionState
from gendan.records.following import noting
from gendan.records.following.models import (
    OPENS,
    SIGNS,
    EventSource,
    FollowedCarrier,
    Subscription,
    new_salt,
)
from gendan.records.parties.models import Carrier
from gendan.records.shipments.models import Shipment

NAME = "快递100（演示）"
COMPANIES = {"demo-sf": "shunfeng", "demo-yto": "yuantong", "demo-jdl": "jd"}
EARLY = ("", *(code.value for code in (CarrierCode.PRE_TRANSIT, CarrierCode.COLLECTED,
                                      CarrierCode.IN_TRANSIT)))  # fmt: skip


def rest() -> None:
    """Nobody follows anything until the tales are told."""
    EventSource.objects.filter(name=NAME).update(active=False)


def begin(address: str, customer: str, key: str) -> None:
    """From now on the program at that address tells how parcels go on."""
    with transaction.atomic():
        source, _ = EventSource.objects.update_or_create(
            name=NAME,
            defaults={
                "url": address, "account": customer, "api_key": sealed(key, OPENS), "active": True,
            },
            create_defaults={
                "kind": SourceKind.KUAIDI100.value, "secret": sealed(new_salt(), SIGNS),
                "url": address, "account": customer, "api_key": sealed(key, OPENS),
            },
        )  # fmt: skip
        FollowedCarrier.objects.bulk_create(
            (
                FollowedCarrier(source=source, carrier=carrier, code=COMPANIES[carrier.code])
                for carrier in Carrier.objects.filter(code__in=COMPANIES)
            ),
            ignore_conflicts=True,
        )
        under_way = Shipment.objects.filter(state="dispatched", waybill__isnull=False)
        # A program that was started anew has forgotten what it followed.
        Subscription.objects.filter(source=source, waybill__in=under_way.values("waybill")).update(
            result=SubscriptionState.ASKED.value, attempts=0, answer="", answered_at=None
        )
        early = under_way.filter(carrier_status__in=EARLY)
        noting.follow(
            [(waybill, carrier, clock.now())
             for waybill, carrier in early.values_list("waybill_id", "waybill__carrier_id")]
        )  # fmt: skip
        noting.ask_again(source.pk)
