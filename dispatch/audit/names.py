"""What checks are called, in English and Chinese, and how a line of a report reads.

`NAMES` knows every check that the replay makes (a test says so); lines and links share theirs.
"""

from __future__ import annotations

from collections.abc import Mapping

_BRANCH: dict[str, tuple[str, str]] = {
    "flow_limit": ("{} flow within limits", "{}潮流限值"),
    "one_way": ("{} sends one way at a time", "{}不同时双向送电"),
    "sent": ("{} power taken from the first bus", "{}首端功率"),
    "delivered": ("{} power given to the second bus", "{}末端功率"),
    "loss": ("{} loss", "{}损耗"),
    "price": ("{} flow against prices", "{}潮流与电价一致"),
    "cost": ("{} cost", "{}费用"),
}

NAMES: dict[str, tuple[str, str]] = {
    "tables.missing": ("result tables are there", "结果表齐全"),
    "tables.labels": ("tables hold the assets of the case", "结果表与算例设备一致"),
    "tables.time": ("tables hold the times of the horizon", "结果表与时间轴一致"),
    "tables.columns": ("columns are there", "结果列齐全"),
    "tables.numbers": ("every value is a number", "数值均有效"),
    "renewable.available": ("available renewable power", "新能源可用功率"),
    "renewable.power_limit": ("renewable output within what is available", "新能源出力限值"),
    "renewable.curtailed": ("curtailment is available less used", "弃电等于可用减去已用"),
    "renewable.price": ("renewable output against prices", "新能源出力与电价一致"),
    "renewable.cost": ("renewable cost", "新能源费用"),
    "powerhouse.turbine_limit": ("turbine flow within limits", "发电流量限值"),
    "powerhouse.power_limit": ("hydro power within its rating", "水电出力不超过装机"),
    "powerhouse.pump_limit": ("pumping within limits", "抽水流量限值"),
    "powerhouse.power": ("hydro power follows from flow", "水电出力与流量相符"),
    "powerhouse.cost": ("hydro operating cost", "水电运行费用"),
    "reservoir.spill_limit": ("spill within limits", "弃水流量限值"),
    "reservoir.release": ("release is turbine flow plus spill", "下泄流量等于发电加弃水"),
    "reservoir.shortfall_limit": ("missing release within limits", "下泄缺额限值"),
    "reservoir.release_min": ("minimum release", "最小下泄流量"),
    "reservoir.release_max": ("maximum release", "最大下泄流量"),
    "reservoir.release_ramp": ("change of release", "下泄流量变幅"),
    "reservoir.inflow": ("natural inflow", "天然入库流量"),
    "reservoir.arrivals": ("arrival of water released upstream", "上游来水（计及传播时间）"),
    "reservoir.volume_balance": ("water balance", "水量平衡"),
    "reservoir.volume_limit": ("volume within seasonal limits", "库容限值（分期）"),
    "reservoir.volume_initial": ("initial volume", "初始库容"),
    "reservoir.volume_terminal": ("volume at the end", "期末库容"),
    "reservoir.volume_cycle": ("volume at the end equals that at the start", "期末库容等于期初库容"),
    "reservoir.water_value": ("volume against water values", "库容与水价值一致"),
    "reservoir.cost": ("cost of water spilled, missed and left", "弃水、缺水与余水费用"),
    "storage.power_limit": ("charging and discharging within limits", "充放电功率限值"),
    "storage.power": ("storage power is discharging less charging", "储能功率等于放电减去充电"),
    "storage.share_of_both": ("charging and discharging share one converter", "充放电共用变流器"),
    "storage.one_at_a_time": ("no charging and discharging at once", "不同时充放电"),
    "storage.soc_balance": ("balance of stored energy", "储能电量平衡"),
    "storage.soc_limit": ("stored energy within limits", "储能电量限值"),
    "storage.soc_initial": ("initial stored energy", "初始电量"),
    "storage.soc_terminal": ("stored energy at the end", "期末电量"),
    "storage.soc_cycle": ("stored energy at the end equals that at the start", "期末电量等于期初电量"),
    "storage.soc_value": ("stored energy against its value", "储能电量与其价值一致"),
    "storage.cost": ("storage wear", "储能损耗费用"),
    "thermal.power_limit": ("thermal output within limits", "火电出力限值"),
    "thermal.initial": ("first output within reach of the one before", "初始时段出力受爬坡限制"),
    "thermal.price": ("thermal output against prices", "火电出力与电价一致"),
    "thermal.commitment_limit": ("committed capacity within limits", "开机容量限值"),
    "thermal.enough_committed": ("output within committed capacity", "出力不超过开机容量"),
    "thermal.minimum_load": ("minimum load", "最小技术出力"),
    "thermal.start": ("started capacity is not negative", "启动容量非负"),
    "thermal.stop": ("stopped capacity is not negative", "停机容量非负"),
    "thermal.ramp_up": ("ramp up", "上爬坡"),
    "thermal.ramp_down": ("ramp down", "下爬坡"),
    "thermal.cost": ("thermal cost", "火电费用"),
    "load.demand": ("demand", "负荷需求"),
    "load.unserved_limit": ("unserved energy within demand", "失负荷不超过需求"),
    "load.served": ("served is demand less unserved", "供电等于需求减去失负荷"),
    "load.price": ("unserved energy against prices", "失负荷与电价一致"),
    "load.cost": ("cost of unserved energy", "失负荷费用"),
    **{f"line.{key}": (en.format("line"), zh.format("线路")) for key, (en, zh) in _BRANCH.items() if key != "cost"},
    "line.voltage_law": ("Kirchhoff's voltage law", "基尔霍夫电压定律"),
    **{f"link.{key}": (en.format("link"), zh.format("直流")) for key, (en, zh) in _BRANCH.items()},
    "corridor.deviation_limit": ("deviation from schedule within limits", "偏离计划限值"),
    "corridor.schedule": ("schedule", "外送计划"),
    "corridor.exchange": ("exchange is schedule plus deviation", "交换功率等于计划加偏差"),
    "corridor.capacity": ("exchange within capacity", "通道容量"),
    "corridor.hold": ("exchange held over blocks of hours", "分段恒定"),
    "corridor.ramp": ("exchange ramp", "通道爬坡"),
    "corridor.energy_min": ("energy obligation", "外送电量下限"),
    "corridor.energy_max": ("energy cap", "外送电量上限"),
    "corridor.missed_limit": ("missed energy within limits", "欠送电量限值"),
    "corridor.energy_price": ("exported energy against its price", "外送电量与其价格一致"),
    "corridor.cost": ("export revenue and cost", "外送收入与费用"),
    "bus.power_balance": ("power balance of every bus", "节点功率平衡"),
    "cost.terms": ("every cost is known", "费用项均可复算"),
    "cost.objective": ("total cost", "总费用"),
    "certificate.primal": ("limits of the linear program", "原始可行性"),
    "certificate.dual": ("dual feasibility", "对偶可行性"),
    "certificate.complementarity": ("complementarity", "互补松弛"),
    "certificate.gap": ("duality gap", "对偶间隙"),
    "certificate.objective": ("the certificate is for this cost", "证书对应本次总费用"),
}

FRAMES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "all_passed": "audit passed: {} checks",
        "some_failed": "audit FAILED: {1} of {0} checks",
        "passed": "ok  ",
        "failed": "FAIL",
        "unknown": "unknown (a value is missing)",
        "check": "{}  {} ({}): worst {}, tolerance {:.3g}",
        "where": "; at {}",
        "value": "; value {:.10g}, held against {:.10g}",
    },
    "zh": {
        "all_passed": "复核通过：共 {} 项",
        "some_failed": "复核未通过：{0} 项中 {1} 项不合格",
        "passed": "合格　",
        "failed": "不合格",
        "unknown": "未知（数值缺失）",
        "check": "{}　{}（{}）：最大偏差 {}，允许 {:.3g}",
        "where": "；位置 {}",
        "value": "；数值 {:.10g}，应符合 {:.10g}",
    },
}


def name_of(check: str, lang: str = "en") -> str:
    """A check in the words of `en` or `zh`. Raises KeyError for one that is not known."""
    english, chinese = NAMES[check]
    return chinese if lang == "zh" else english
