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
    ("potline.heat_mwh", "lower"): ("槽热量下限", "lowest heat", "MWh"),
    ("potline.heat_mwh", "upper"): ("槽热量上限", "highest heat", "MWh"),
    ("potline.used_mwh", "lower"): ("压减电量账户下限", "lowest account of use", "MWh"),
    ("potline.used_mwh", "upper"): ("压减电量账户上限", "greatest account of use", "MWh"),
    ("potline.shed_mw", "lower"): ("备用切除功率", "power that is ready to be shed", "MW"),
    **{
        (f"{kind}_stretch.off_pu", side): said
        for kind in ("potline", "furnace")
        for side, said in (
            ("lower", ("季节停运占比下限", "least share that is off for a season", "")),
            ("upper", ("季节停运占比上限", "greatest share that is off for a season", "")),
        )
    },
    **{
        (f"{kind}_window.lost_mwh", "upper"): ("可欠产电量", "energy that may be lost", "MWh")
        for kind in ("potline", "furnace", "batch_fleet")
    },
    **{
        (f"{kind}.deep_mwh", side): said
        for kind in ("furnace", "batch_fleet")
        for side, said in (
            ("lower", ("深度压减电量下限", "least energy of deep reduction", "MWh")),
            ("upper", ("深度压减电量上限", "greatest energy of deep reduction", "MWh")),
        )
    },
    ("charging.owed_mwh", "lower"): ("充电不得提前", "no charging ahead of arrival", "MWh"),
    ("charging.give_mw", "upper"): ("向电网放电功率", "power given back", "MW"),
    ("charging.restore_mw", "upper"): ("放电后补充功率", "power to restore what was given", "MW"),
    ("charging.lent_mwh", "lower"): ("车辆借出电量下限", "least energy lent by cars", "MWh"),
    ("charging.lent_mwh", "upper"): ("车辆借出电量上限", "greatest energy lent by cars", "MWh"),
    ("computing.queue_mwh", "lower"): ("算力不得提前", "no computing ahead of request", "MWh"),
    ("computing.queue_mwh", "upper"): ("算力队列上限", "longest queue", "MWh"),
    ("charging.owed_mwh", "upper"): ("充电可推迟电量", "energy that may wait", "MWh"),
    ("computing.owed_mwh", "upper"): ("算力可推迟电量", "energy that may wait", "MWh"),
    ("offer.begun", "upper"): ("可新增的调用", "calls that may begin", ""),
    ("virtual_plant.less_mw", "lower"): ("填谷能力", "power that may be drawn more", "MW"),
    ("virtual_plant.less_mw", "upper"): ("削峰能力", "power that may be drawn less", "MW"),
    ("reservoir.volume_mean_hm3", "lower"): ("最低水位", "lowest level", "hm³"),
    ("reservoir.volume_mean_hm3", "upper"): ("最高水位", "highest level", "hm³"),
    ("reservoir.shortfall_m3s", "upper"): ("可欠下泄流量", "release that may be missed", "m³/s"),
    ("reservoir.flood_excess_hm3", "lower"): ("防洪限制水位", "flood limit", "hm³"),
    ("reservoir.flood_excess_hm3", "upper"): ("超汛限幅度", "room above the flood limit", "hm³"),
    **{
        (f"storage.{what}_{unit.lower()}", side): (f"{zh}{noun}{end}", f"{least} {word}", unit)
        for what, zh, word in (("built", "新建", "size to be built"), ("installed", "总", "installed size"))
        for unit, noun in (("MW", "功率"), ("MWh", "容量"))
        for side, end, least in (("lower", "下限", "least"), ("upper", "上限", "greatest"))
    },
    ("site.built_mw", "upper"): ("站址新建功率上限", "greatest size to be built on site", "MW"),
    ("site.connection_mw", "upper"): ("站址接入容量", "grid connection", "MW"),
    ("thermal.p_mw", "lower"): ("最小出力", "least output", "MW"),
    ("link.forward_mw", "upper"): ("正向输电能力", "limit of its forward flow", "MW"),
    ("link.backward_mw", "upper"): ("反向输电能力", "limit of its backward flow", "MW"),
    ("response.reserve_up_mw", "upper"): ("可预留的上调功率", "upward power that may be reserved", "MW"),
    ("response.reserve_down_mw", "upper"): ("可预留的下调功率", "downward power that may be reserved", "MW"),
    ("responder.own_online_mw", "upper"): ("可在线容量", "capacity that may be on line", "MW"),
    ("meter.import_mw", "upper"): ("用电容量", "greatest import", "MW"),
    ("meter.export_mw", "upper"): ("上网容量", "greatest export", "MW"),
    ("bill.peak_mw", "lower"): ("计费最大需量下限", "least demand that is charged", "MW"),
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
