"""The parcels on the board as the browser reads them: written here, because there may be hundreds
and a template takes several times as long."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from gendan.insight.dock.board import Row, Waiting
from gendan.kit.areas import area
from gendan.kit.templatetags.desk import amount, clock, moment
from gendan.kit.words import said
from gendan.process.model import Text
from gendan.records.carriers.tariffs import Proposal

ROW = """<tr id="p-{number}" data-number="{number}"{facts}>
<td><input type="checkbox" data-one aria-label="{number}"{checked}></td>
<td><a class="mono number" href="{href}">{number}</a>{holds}</td>
<td>{to}</td><td class="figure">{weight}</td>
{how}
<td>{promised}</td>
<td>{clock}<p class="refused" data-refused hidden></p></td></tr>
"""
HOLD = ' <span class="word late">{}</span>'
PROPOSED = '<td><b>{}</b> <span class="soft">{}</span></td><td class="figure">{}</td>'
NONE_FITS = '<td><span class="soft">{}</span></td><td class="figure">–</td>'
NO_TARIFF = Text("没有适用的资费，请另定", "No tariff fits: choose one")
ASKED = Text("等承运商给号", "Waiting for the carrier")
REFUSED = Text("没给号", "Refused")
NONE_YET = Text("还没有", "None yet")
CHECKED, NOTHING = SafeString(" checked"), SafeString("")
DASH = SafeString('<span class="soft none">–</span>')


def written(rows: Iterable[Row], *, undecided: bool) -> SafeString:
    """The rows of a carrier's block, or of those for whom none is chosen yet."""
    page = reverse("order", args=["0"]).removesuffix("0")  # looked up once, not for each row
    return SafeString("".join(_row(row, page, undecided=undecided) for row in rows))


def _row(row: Row, page: str, *, undecided: bool) -> str:
    parcel = row.parcel
    return format_html(
        ROW,
        number=parcel.number,
        facts=_facts(row),
        checked=NOTHING if parcel.waybill else CHECKED,
        href=page + parcel.order,
        holds=format_html_join("", HOLD, [(said(hold),) for hold in parcel.holds]),
        to=area(parcel.province, parcel.city),
        weight=parcel.kilograms,
        how=_proposal(row.proposal) if undecided else format_html("<td>{}</td>", _waybill(parcel)),
        promised=moment(parcel.promised_by) if parcel.promised_by else DASH,
        clock=clock(
            parcel.since,
            parcel.due_at,
            late=parcel.late,
            at_risk=parcel.at_risk,
            paused=parcel.paused_at,
        ),
    )


def _facts(row: Row) -> str:
    """What the script has to know of it."""
    facts = NOTHING
    if row.proposal:
        reason = said(row.proposal.reason)
        facts += format_html(' data-proposed="{}" data-reason="{}"', row.proposal.carrier, reason)
    if row.parcel.waybill:
        facts += format_html(' data-waybill="{}"', row.parcel.waybill)
    return facts


def _proposal(proposal: Proposal | None) -> str:
    if proposal is None:
        return format_html(NONE_FITS, said(NO_TARIFF))
    return format_html(PROPOSED, said(proposal.name), said(proposal.reason), amount(proposal.price))


def _waybill(parcel: Waiting) -> str:
    if parcel.waybill:
        return format_html('<span class="mono">{}</span>', parcel.waybill)
    if parcel.asked == "asked":
        told = format_html(' <span class="soft small">{}</span>', parcel.answer)
        return format_html('<span class="word">{}</span>{}', said(ASKED),
                           told if parcel.answer else "")  # fmt: skip
    if parcel.asked == "refused":
        return format_html(
            '<span class="word late">{}</span> <span class="small">{}</span>',
            said(REFUSED),
            parcel.answer,
        )
    return format_html('<span class="soft">{}</span>', said(NONE_YET))
