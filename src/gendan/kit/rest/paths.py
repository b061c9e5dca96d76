"""What stands in an address as a number of ours; other words there are addresses of their own."""

from django.urls import register_converter

ORDER = "{order:number}"  # in the path of an endpoint that takes the `number` of an order
PAPER = "{paper:number}"  # … of a paper of stock work


class OrderNumberInPath:
    """Digits, as order numbers are."""

    name = "order"
    regex = "[0-9]{1,32}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class PaperNumberInPath(OrderNumberInPath):
    """Capitals and digits, as in the numbers of stock papers."""

    name = "paper"
    regex = "[A-Z0-9]{1,32}"


register_converter(OrderNumberInPath, OrderNumberInPath.name)
register_converter(PaperNumberInPath, PaperNumberInPath.name)
