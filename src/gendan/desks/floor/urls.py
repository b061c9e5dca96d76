"""The addresses of the floor."""

from django.urls import URLPattern, path

from gendan.desks.floor.desk import floor_desk
from gendan.desks.floor.scan import scan, scan_work

urlpatterns: list[URLPattern] = [
    path("desks/warehouse", floor_desk, name="floor_desk"),
    path("scan", scan, name="scan"),
    path("scan/work", scan_work, name="scan_work"),
    path("scan/<slug:number>", scan, name="scan"),
]
