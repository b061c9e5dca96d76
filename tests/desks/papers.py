"""How the tests look at paper: what stands on it in letters, and what its codes say."""

import json
from collections.abc import Sequence

import zxingcpp
from django.test import Client
from PIL.Image import Image
from pypdfium2 import PdfDocument

from gendan.records.shipments.models import Shipment

PRINTER = 203  # dots per inch, of most label printers
POINTS = 72  # per inch
RARE = "䶮龘㛃𬭎𫖯𱁬"
MILLIMETRES = 25.4


def numbers(shipments: Sequence[int]) -> list[str]:
    """Their numbers, in this order."""
    found = dict(Shipment.objects.filter(id__in=shipments).values_list("id", "number"))
    return [found[id] for id in shipments]


def ask(
    client: Client, paper: str, shipments: Sequence[str], key: str = "k", **more: object
) -> dict:
    """Have papers printed, as a screen does."""
    body = {"paper": paper, "shipments": list(shipments), **more}
    answer = client.post(
        "/api/v1/prints", json.dumps(body), "application/json", headers={"Idempotency-Key": key}
    )
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def pdf(client: Client, number: int) -> PdfDocument:
    """The papers of a print."""
    answer = client.get(f"/prints/{number}")
    assert answer.status_code == 200, answer.content.decode()
    assert answer["Content-Type"] == "application/pdf"
    return PdfDocument(answer.content)


def printed(client: Client, paper: str, shipments: Sequence[str], **more: object) -> PdfDocument:
    """Have papers printed, and take them out of the printer."""
    return pdf(client, ask(client, paper, shipments, **more)["print"])


def text(document: PdfDocument) -> list[str]:
    """What stands on each page."""
    return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in document]


def sizes(document: PdfDocument) -> set[tuple[int, int]]:
    """The sizes of the pages, in whole millimetres."""
    return {
        tuple(round(side / POINTS * MILLIMETRES) for side in page.get_size()) for page in document
    }


def codes(document: PdfDocument) -> list[set[tuple[str, str]]]:
    """What the codes of each page say, as a label printer draws them and a scanner reads them."""
    return [set(_read(page.render(scale=PRINTER / POINTS).to_pil())) for page in document]


def _read(picture: Image) -> list[tuple[str, str]]:
    return [(code.format.name, code.text) for code in zxingcpp.read_barcodes(picture)]
