"""Stock and products over the API, to be read."""

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from gendan.insight.goods import products, stock
from gendan.insight.goods.products import ProductFilters
from gendan.insight.goods.stock import MovementFilters, StockFilters
from gendan.kit.rest import pages
from gendan.kit.rest.identity import require_read
from gendan.kit.rest.pages import Listed

router = Router(tags=["查询 · Reading"])


@router.get("/stock", operation_id="list_stock", response=Listed, summary="库存 · Stock")
def list_stock(request: HttpRequest, asked: Query[StockFilters]) -> HttpResponse:
    """Levels by SKU and warehouse: on hand, reserved, available.

    各商品在各仓库的在库、占用、可用。"""
    who = require_read(request, "stock")
    pages.known_only(request, StockFilters)
    return pages.answer(
        request, stock.stock(asked, who, pages.place(request, asked, "stock")), "stock"
    )


@router.get(
    "/stock/movements", operation_id="list_movements", response=Listed, summary="台账 · Ledger"
)
def list_movements(request: HttpRequest, asked: Query[MovementFilters]) -> HttpResponse:
    """Why the stock of one article is what it is, the latest movement first.

    一种商品的库存流水，最近的在前。"""
    who = require_read(request, "stock")
    pages.known_only(request, MovementFilters)
    name = f"movements {asked.sku}"
    return pages.answer(
        request, stock.movements(asked, who, pages.place(request, asked, name)), name
    )


@router.get("/products", operation_id="list_products", response=Listed, summary="商品 · Products")
def list_products(request: HttpRequest, asked: Query[ProductFilters]) -> HttpResponse:
    """Products by SKU, found by code, bars, a part of the name, or initials.

    商品，可按编码、条码、名称的一部分、拼音首字母查找。"""
    require_read(request, "products")
    pages.known_only(request, ProductFilters)
    place = pages.place(request, asked, "products")
    return pages.answer(request, products.products(asked, place), "products")
