"""A source of files: its mapping, read from a small file of data that names the columns."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from gendan.intake.faults import bad_file
from gendan.process.model import Text

FILES = {"gendan": "gendan", "olist": "olist", "online-retail": "online_retail", "taobao": "taobao"}

Columns = Mapping[str, list[str]]
Cells = Mapping[int, str]  # by the place of their column
Corrected = Mapping[Path, Mapping[int, Cells]]  # what somebody typed instead, by file and line


@dataclass(frozen=True, kw_only=True)
class Codes:
    """The channel, store, warehouses and carrier that the orders of a source belong to."""

    channel: str
    kind: str
    store: str
    warehouses: int = 0
    carrier: str = ""


@dataclass(frozen=True, kw_only=True)
class Source:
    """What is known of a source. `more` holds what only its own reader understands."""

    name: str
    reader: str
    label: Text
    zone: ZoneInfo
    create_products: bool
    needed: list[str]
    columns: Columns
    defaults: Mapping[str, str]
    house: Codes | None = None
    corrected: Corrected = field(default_factory=dict)
    more: Mapping[str, object] = field(default_factory=dict)

    def corrected_in(self, file: Path) -> Mapping[int, Cells]:
        """The rows of that file that somebody corrected, by line."""
        return self.corrected.get(file, {})

    def table(self, name: str) -> Mapping[str, str]:
        """A table of codes that only this source's reader understands."""
        found = self.more.get(name, {})
        assert isinstance(found, dict), f"{self.name}: {name} is no table"
        return found

    def list(self, name: str) -> tuple[str, ...]:
        """A list of codes that only this source's reader understands."""
        found = self.more.get(name, [])
        assert isinstance(found, list), f"{self.name}: {name} is no list"
        return tuple(found)


def load(name: str) -> Source:
    """A source by name, or by the path of a mapping file of one's own.

    Raises `BadFile` when there is none, or when the mapping lacks something."""
    if name in FILES:
        text = (
            resources.files("gendan.intake.sources")
            .joinpath(f"{FILES[name]}.toml")
            .read_text("utf-8")
        )
    elif name.endswith(".toml") and Path(name).is_file():
        text = Path(name).read_text("utf-8")
        name = Path(name).stem
    else:
        known = "、".join(FILES)
        raise bad_file(
            f"没有来源 {name}。",
            f"There is no source {name}.",
            f"从 {known} 中选，或给出一个 .toml 对照表。",
            f"Choose one of {known}, or give a .toml mapping.",
        )
    try:
        return _source(name, tomllib.loads(text))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as problem:
        raise bad_file(
            f"对照表 {name} 有问题：{problem}。",
            f"Mapping {name} is faulty: {problem}.",
            "照着手册里的例子核对。",
            "Check it against the guide.",
        ) from problem


def _source(name: str, data: dict[str, object]) -> Source:
    house = data.pop("house", None)
    return Source(
        name=name,
        reader=str(data.pop("reader")),
        label=Text(str(data.pop("zh")), str(data.pop("en"))),
        zone=ZoneInfo(str(data.pop("zone"))),
        create_products=bool(data.pop("create_products", False)),
        needed=data.pop("needed"),  # type: ignore[arg-type]
        columns=data.pop("columns"),  # type: ignore[arg-type]
        defaults=data.pop("defaults", {}),  # type: ignore[arg-type]
        house=Codes(**house) if isinstance(house, dict) else None,
        more=data,
    )
