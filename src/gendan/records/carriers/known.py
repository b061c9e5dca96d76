"""Numbers of carriers that many houses use, to begin with; each house corrects its own.

Sources: published validators of Chinese carriers' numbers (2024), UPU S10, the numbers printed in
UPS's and 中国邮政's manuals. Chinese carriers publish no check digit.
"""

from dataclasses import dataclass

from gendan.process.model import Text
from gendan.process.words import CheckKind

S10 = CheckKind.S10.value


@dataclass(frozen=True, slots=True)
class Known:
    """A carrier, and its numbers: pattern, check digit, example."""

    code: str
    name: Text
    numbers: tuple[tuple[str, str, str], ...]


CARRIERS = (
    Known("sf", Text("顺丰", "SF Express"), ((r"SF[0-9A-Z]\d{12}", "", "SF1385628716739"),)),
    Known("yto", Text("圆通", "YTO Express"), ((r"YT\d{13}", "", "YT8962646785389"),)),
    Known("zto", Text("中通", "ZTO Express"), ((r"7[3-68]\d{12}", "", "73610555582883"),)),
    Known("sto", Text("申通", "STO Express"), ((r"(77|43)\d{12,13}", "", "773277027280336"),)),
    Known("yunda", Text("韵达", "Yunda"),
          ((r"[34]\d{14}", "", "463431409940372"), (r"5\d{12}", "", "5300000000001"))),
    Known("jt", Text("极兔", "J&T Express"), ((r"JT\d{13}", "", "JT5000000000001"),)),
    Known("jd", Text("京东物流", "JD Logistics"),
          ((r"JD[0-9A-Z]{2}\d{11}", "", "JDVA00003618100"),)),
    Known("deppon", Text("德邦", "Deppon"), ((r"DPK\d{12}", "", "DPK202252612836"),)),
    Known("ems", Text("邮政 EMS", "China Post EMS"),
          ((r"[A-Z]{2}\d{9}CN", S10, "EE473124829CN"), (r"[19]\d{12}", "", "1100000000001"))),
    Known("post", Text("国际邮政", "International post"),
          ((r"[A-Z]{2}\d{9}[A-Z]{2}", S10, "RB123456785GB"),)),
    Known("ups", Text("UPS", "UPS"),
          ((r"1Z[0-9A-Z]{16}", CheckKind.UPS.value, "1Z5R89390357567127"),)),
)  # fmt: skip
