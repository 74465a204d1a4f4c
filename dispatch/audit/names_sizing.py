"""What the checks of sizing, targets and tariffs are called."""

from __future__ import annotations

SIZING_NAMES: dict[str, tuple[str, str]] = {
    "storage.built": ("what is built within its limits and in its year", "新建规模限值与年份"),
    "storage.installed": ("what stands is what was built and is not worn out", "在役规模等于历年新建之和"),
    "storage.installed_limit": ("what stands within the limits of building", "在役规模限值"),
    "storage.duration": ("energy for its shortest to longest duration", "储能时长限值"),
    "site.built": ("connection built within its limits and in its year", "并网容量新建限值与年份"),
    "site.connection": ("connection is what stood and was built", "并网容量等于原有加新建"),
    "site.connection_limit": ("connection within what the site allows", "站址并网容量限值"),
    "site.carried": ("connection carries what is behind it", "并网容量满足站内储能"),
    "site.cost": ("cost of connections", "并网工程费用"),
    "target.counted": ("new-type storage that counts", "新型储能计入规模"),
    "target.reached": ("goals of new-type storage", "新型储能目标"),
    "target.share": ("shares of technologies", "技术占比"),
    "target.price": ("goal against its price", "目标与其价格一致"),
    "meter.import_limit": ("metered import within limits", "下网功率限值"),
    "meter.export_limit": ("metered export within limits", "上网功率限值"),
    "meter.one_way": ("no import and export at once", "不同时下网与上网"),
    "meter.price": ("price of energy", "电度电价"),
    "meter.cost": ("energy charge", "电度电费"),
    "bill.peak": ("maximum demand covers every interval", "最大需量不小于各计费时段"),
    "bill.charge": ("demand charge follows from the maximum demand", "需量电费与最大需量相符"),
    "bill.cost": ("demand charge", "需量电费"),
}
