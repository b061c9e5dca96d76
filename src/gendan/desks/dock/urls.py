"""The addresses of the last hand-over."""

from django.urls import URLPattern

from gendan.desks.dock import board, confirmations, event_files, handover, pickups, proofs, van

urlpatterns: list[URLPattern] = [
    *board.urlpatterns,
    *handover.urlpatterns,
    *pickups.urlpatterns,
    *van.urlpatterns,
    *proofs.urlpatterns,
    *confirmations.urlpatterns,
    *event_files.urlpatterns,
]
