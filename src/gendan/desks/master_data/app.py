"""Django's admin, with our own first page and rights."""

from django.contrib.admin.apps import AdminConfig


class MasterDataApp(AdminConfig):
    """Like Django's, save for the site."""

    default_site = "gendan.desks.master_data.site.MasterDataSite"
