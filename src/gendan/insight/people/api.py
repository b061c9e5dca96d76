"""Customers over the API, to be read."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from gendan.insight.people.customers import CustomerSearch, customers
from gendan.kit.rest import pages
from gendan.kit.rest.identity import require_read
from gendan.kit.rest.pages import Listed

router = Router(tags=["查询 · Reading"])


@router.post(
    "/customers/searches",
    operation_id="search_customers",
    summary="查找客户 · Find customers",
    response=Listed,
    openapi_extra=pages.asked_with({"initials": "wxm"}),
)
def search_customers(request: HttpRequest, body: CustomerSearch) -> HttpResponse:
    """Customers by phone, reference, a part of the name, or initials, the newest first.

    客户，可按电话、渠道客户号、姓名的一部分、拼音首字母查找。"""
    who = require_read(request, "customers")
    found = customers(body, who, pages.place(request, body, "customers"))
    return pages.answer(request, found, "customers")
