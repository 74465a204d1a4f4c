"""What kept a peak from being lower: words of the limits of columns (`dispatch.shaving.reasons`)."""

from __future__ import annotations

from dispatch.messages.rows import ROWS

# (column family, side that binds) → (zh, en, unit)
LIMITS: dict[tuple[str, str], tuple[str, str, str]] = {
    ("stage", "shortage"): ("不得缺供", "no load unserved", ""),
    ("stage", "curtailment"): ("不得增加弃电", "no more curtailment", "MWh"),
    ("storage.p_charge_mw", "upper"): ("充电功率", "charging power", "MW"),
    ("storage.p_discharge_mw", "upper"): ("放电功率", "discharging power", "MW"),
    ("storage.soc_mwh", "upper"): ("储能容量", "energy capacity", "MWh"),
    ("storage.soc_mwh", "lower"): ("最低荷电量", "lowest charge", "MWh"),
    ("reservoir.volume_hm3", "upper"): ("最高水位", "highest level", "hm³"),
    ("reservoir.volume_hm3", "lower"): ("最低水位", "lowest level", "hm³"),
    ("reservoir.spill_m3s", "upper"): ("泄洪能力", "greatest spill", "m³/s"),
    ("powerhouse.turbine_m3s", "upper"): ("引用流量上限", "greatest turbine flow", "m³/s"),
    ("powerhouse.generated_mw", "upper"): ("额定出力", "rated output", "MW"),
    ("powerhouse.pump_m3s", "upper"): ("抽水流量上限", "greatest pumping flow", "m³/s"),
    ("thermal.p_mw", "upper"): ("最大出力", "greatest output", "MW"),
    ("thermal.committed_mw", "lower"): ("最小开机容量", "least committed capacity", "MW"),
    ("thermal.committed_mw", "upper"): ("可用容量", "available capacity", "MW"),
    ("line.flow_mw", "upper"): ("正向输电能力", "limit of its forward flow", "MW"),
    ("line.flow_mw", "lower"): ("反向输电能力", "limit of its backward flow", "MW"),
    ("line.forward_mw", "upper"): ("正向输电能力", "limit of its forward flow", "MW"),
    ("line.backward_mw", "upper"): ("反向输电能力", "limit of its backward flow", "MW"),
    ("link.flow_mw", "upper"): ("正向输电能力", "limit of its forward flow", "MW"),
    ("link.flow_mw", "lower"): ("反向输电能力", "limit of its backward flow", "MW"),
    ("corridor.above_schedule_mw", "upper"): ("外送计划上调幅度", "room above the schedule", "MW"),
    ("corridor.below_schedule_mw", "upper"): ("外送计划下调幅度", "room below the schedule", "MW"),
    ("corridor.import_mw", "upper"): ("受电能力", "greatest import", "MW"),
    **{
        (f"{kind}.{way}_mw", "upper"): said
        for kind in ("potline", "furnace", "batch_fleet", "shiftable", "computing", "charging")
        for way, said in (
            ("down", ("可压减功率", "power that it may draw less", "MW")),
            ("up", ("可增加功率", "power that it may draw more", "MW")),
        )
    },
    ("potline.heat_h", "lower"): ("槽热量下限", "lowest heat", "h"),
    ("potline.heat_h", "upper"): ("槽热量上限", "highest heat", "h"),
    ("charging.owed_mwh", "upper"): ("充电可推迟电量", "energy that may wait", "MWh"),
    ("computing.owed_mwh", "upper"): ("算力可推迟电量", "energy that may wait", "MWh"),
    ("offer.called_pu", "upper"): ("可响应容量", "share that may be called", ""),
}


def limit_said(family: str, bound: str) -> tuple[str, str, str]:
    """(zh, en, unit) of a limit: of a column by its side, of a row family, else its own name."""
    if (family, bound) in LIMITS:
        return LIMITS[family, bound]
    if family in ROWS:
        zh, en, unit = ROWS[family]
        # Rows name their kind of asset at the end, which here has its name after it.
        return zh, en.removesuffix(" of reservoir").removesuffix(" of corridor").removesuffix(" of storage"), unit
    return family, family, family.rsplit("_", 1)[-1]
