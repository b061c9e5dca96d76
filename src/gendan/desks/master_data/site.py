"""The site of master data: for managers, behind the house's one door, noting who changes what."""

from collections.abc import Callable

import pghistory
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from gendan.desks.rights import is_manager
from gendan.kit.words import words

View = Callable[..., HttpResponse]


class MasterDataSite(AdminSite):
    """Django's admin for managers only."""

    site_title = words("跟单", "Gendan")
    site_header = words("跟单 · 主数据", "Gendan · Master data")
    index_title = words("主数据", "Master data")
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether the person is a manager."""
        return is_manager(request.user)

    def each_context(self, request: HttpRequest) -> dict[str, object]:
        """What every page is told: among it, whether links lead to this machine only."""
        return {**super().each_context(request), "links_lead_here": settings.PUBLIC_URL_IS_HERE}

    def login(
        self,
        request: HttpRequest,
        extra_context: dict[str, object] | None = None,  # noqa: ARG002 - Django's signature
    ) -> HttpResponse:
        """The house has one door."""
        return redirect_to_login(request.get_full_path(), resolve_url("account_login"))

    def admin_view(self, view: View, cacheable: bool = False) -> View:  # type: ignore[override]
        """Every page refuses who is no manager, and tells the history who asks for a change."""
        inner = super().admin_view(view, cacheable)

        def told(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise PermissionDenied
            if request.method != "POST" or not request.user.is_authenticated:
                return inner(request, *args, **kwargs)
            with pghistory.context(
                user=request.user.pk, name=request.user.get_username(), url=request.path
            ):
                return inner(request, *args, **kwargs)

        return told
