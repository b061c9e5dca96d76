"""Every address the program answers."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from gendan.config import health, metrics
from gendan.config.api import api

# Django looks for it here under this name.
from gendan.config.unexpected import unexpected as handler500

__all__ = ["handler500", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("metrics", metrics.metrics),
    path("api/v1/", api.urls),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("gendan.kit.brand")),
    path("", include("gendan.journey.s6_deliver.web")),
    path("", include("gendan.messages.bounces")),
    path("", include("gendan.portal.views")),
    path("", include("gendan.portal.silence")),
    path("", include("gendan.desks.urls")),
]
