"""A carrier's event as programs write it, over the API and in signed messages."""

from pydantic import Field, JsonValue

from gendan.journey.s6_deliver.feed import CarrierWord
from gendan.kit.rest.bodies import Body, Code, Moment, Short, Words


class Event(Body):
    """One event as a carrier tells it."""

    carrier: Code = Field(description="The carrier's code.")
    number: Code = Field(description="The waybill's.")
    key: Code = Field(description="What makes it the same event when it is told again.")
    at: Moment
    scheme: Code = Field(
        description="Whose code it is: `ours`, `kuaidi100`, `aftership` or `shunfeng`."
    )
    code: Code
    text: Words = ""
    place: Short = ""
    raw: JsonValue = Field(None, description="The carrier's own message; kept as it is.")

    @property
    def word(self) -> CarrierWord:
        """As it is kept."""
        return CarrierWord(**{name: getattr(self, name) for name in Event.model_fields})
