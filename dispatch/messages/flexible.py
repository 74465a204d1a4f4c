"""What the product says of loads that bend and of offers: faults, words, meaning of rows."""

from __future__ import annotations

from dispatch.messages.text import Text

FAULTS_EN: dict[str, Text] = {
    "charging_stations_beyond_piles": Text(
        "a fleet has more stations than piles", "give fewer stations, or more piles"
    ),
}
FAULTS_ZH: dict[str, Text] = {
    "charging_stations_beyond_piles": Text("充电站比充电桩还多", "请减少站数，或增加充电桩"),
}
WORDS_EN: dict[str, str] = {
    "stations": "Dispatch a case and hand the schedule of its charging piles out to single cars, station by station",
    "stations_out": "also write the table of all stations to this file",
    "stations_title": "Charging piles by fleet, {start} to {end}",
    "fleet_word": "fleet",
    "piles": "piles",
    "stations_word": "stations",
    "wanted_mwh": "wanted MWh",
    "unserved_share": "unserved %",
    "peak_at_once": "stations' peaks at once MW",
    "peak_managed": "stations' peaks managed MW",
    "worst_station": "fullest station at once / managed %",
    "overload_stations": "h above connections at once / managed",
    "no_charging": "the case has no charging fleet that is switched on",
}
WORDS_ZH: dict[str, str] = {
    "stations": "调度一个算例，并把充电桩计划逐车、逐站分解",
    "stations_out": "同时将全部充电站的表写入此文件",
    "stations_title": "各桩群充电情况，{start} 至 {end}",
    "fleet_word": "桩群",
    "piles": "桩数",
    "stations_word": "站数",
    "wanted_mwh": "需求 MWh",
    "unserved_share": "未满足 %",
    "peak_at_once": "各站峰值之和（即充）MW",
    "peak_managed": "各站峰值之和（有序）MW",
    "worst_station": "最满站 即充/有序 %",
    "overload_stations": "超接入容量小时 即充/有序",
    "no_charging": "算例中没有启用的充电桩群",
}

# kind → (zh, en)
_KINDS = {
    "potline": ("电解铝槽系列", "potline"),
    "furnace": ("矿热炉", "furnace"),
    "batch_fleet": ("石墨化炉群", "batch fleet"),
    "shiftable": ("可平移负荷", "shiftable load"),
    "computing": ("数据中心", "data centre"),
    "charging": ("充电桩群", "charging fleet"),
}
# rows that several kinds have → (zh, en, unit)
_SHARED = {
    "served": ("未供电力不超过实际用电", "no more unserved than is drawn by {}", "MW"),
    "band": ("运行功率带下限", "bottom of the band of {}", "MWh"),
    "onward": ("低于功率带的电量累计", "energy drawn below the band, added up, of {}", "MWh"),
    "budget": ("滚动时窗内的减载电量", "reduction allowed in a rolling window of {}", "MWh"),
    "ramp": ("功率变化速率", "ramp of {}", "MW"),
    "balance": ("延后电量平衡", "balance of what is put off by {}", "MWh"),
    "cycle": ("期末延后电量等于期初", "as much put off at the end as at the start by {}", "MWh"),
}
_HAVE = {
    "potline": ("served", "budget", "ramp"),
    "furnace": ("served", "band", "onward", "budget", "ramp"),
    "batch_fleet": ("served", "band", "onward", "budget", "ramp"),
    "shiftable": ("served",),
    "computing": ("served", "balance", "cycle"),
    "charging": ("served", "balance", "cycle"),
}
_PRODUCING = ("potline", "furnace", "batch_fleet", "shiftable")
_OWN = {
    "potline.heat_balance": ("电解槽热量平衡", "heat balance of potline", "MWh"),
    "potline.outage": ("冻结功率不超过未供电力", "no more frozen than unserved of potline", "MW"),
    "potline.use": ("电解槽减载电量累计", "reductions of potline, added up", "MWh"),
    "potline.daily_target": ("电解铝日产量", "daily metal of potline", "MWh"),
    "potline.shed_limit": ("快速切除容量上限", "most that may be shed at once of potline", "MW"),
    "potline.shed_at_start": ("切除后热量不低于下限（时段初）", "heat left after a shed, at first, of potline", "MWh"),
    "potline.shed_at_end": ("切除后热量不低于下限（时段末）", "heat left after a shed, at last, of potline", "MWh"),
    "potline.depth": ("在线槽最大减载", "deepest reduction of the cells on line of potline", "MW"),
    "potline.rise": ("在线槽最大增载", "largest increase of the cells on line of potline", "MW"),
    "potline.coldest": ("在线槽热量下限", "coldest that the cells on line may be of potline", "MWh"),
    "potline.warmest": ("在线槽热量上限", "warmest that the cells on line may be of potline", "MWh"),
    "potline_stretch.restart": ("重启的槽", "cells restarted of potline", "pu"),
    "furnace_stretch.restart": ("重启的炉", "furnaces restarted of fleet", "pu"),
    "furnace.floor": ("在线炉最低功率", "hot minimum of the furnaces on line of", "MW"),
    "furnace.top": ("在线炉最高功率", "highest power of the furnaces on line of", "MW"),
    "batch_fleet_start.batches": ("各炉次功率之和", "power of the batches under way of fleet", "MW"),
    "batch_fleet_start.all_started": ("窗口内开炉量（等于）", "energy started of fleet and window", "MWh"),
    "batch_fleet_start.enough_started": ("窗口内开炉量（至少）", "least energy started of fleet and window", "MWh"),
    "batch_fleet_start.drawn": ("整段用电量", "energy drawn over the whole segment by batch fleet", "MWh"),
    "computing.matched": ("绿电逐时匹配", "green power matched period by period of data centre", "MW"),
    "computing_window.green_share": ("绿电比例", "share of green power of data centre and window", "MWh"),
    "charging.lent_balance": ("车网互动借出电量平衡", "balance of what is lent by charging fleet", "MWh"),
    "charging.lent_cycle": ("期末借出电量等于期初", "as much lent at the end as at the start by charging fleet", "MWh"),
    "charging.one_direction": ("放电与回充不超过可借容量", "giving and taking back together of charging fleet", "MW"),
    "offer.begin": ("新增调用", "calls that begin of offer", "pu"),
    "offer.duration": ("调用时长", "duration of the calls of offer", "pu"),
    "offer.rest": ("两次调用间隔", "rest between the calls of offer", "pu"),
    "offer.budget": ("日或季调用次数", "calls of a day or season of offer", ""),
    "virtual_plant.promise": ("调用不超过成员承诺", "no more called than members promise of virtual plant", "MW"),
    "virtual_plant.less": ("虚拟电厂响应与反弹", "response and rebound of virtual plant", "MWh"),
    "virtual_plant.served": ("未供电力不超过成员实际用电", "no more unserved than is drawn by member", "MW"),
}  # fmt: skip
# family of rows → (zh, en, unit)
ROWS: dict[str, tuple[str, str, str]] = (
    {
        f"{kind}.{row}": (_KINDS[kind][0] + _SHARED[row][0], _SHARED[row][1].format(_KINDS[kind][1]), _SHARED[row][2])
        for kind, rows in _HAVE.items()
        for row in rows
    }
    | {
        f"{kind}_window.{row}": (f"{_KINDS[kind][0]}{zh}", f"{en} of {_KINDS[kind][1]} and window", "MWh")
        for kind in _PRODUCING
        for row, zh, en in (
            ("target", "窗口用电目标（至少）", "energy target, at least,"),
            ("target_exactly", "窗口用电目标（等于）", "energy target, exactly,"),
        )
    }
    | _OWN
)
