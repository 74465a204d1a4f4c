"""What every family of rows means, for people: used where a limit cannot hold or binds."""

from __future__ import annotations

from dispatch.messages import flexible, peak, response, sizing

# family of rows → (zh, en, unit)
ROWS: dict[str, tuple[str, str, str]] = (
    {
        "price.power_balance": ("母线功率平衡", "power balance of bus", "MW"),
        "reservoir.volume_balance": ("水库水量平衡", "water balance of reservoir", "hm³"),
        "reservoir.cycle": ("水库期末等于期初", "end volume equal to start of reservoir", "hm³"),
        "reservoir.release_min": ("最小下泄流量", "minimum release of reservoir", "m³/s"),
        "reservoir.release_max": ("最大下泄流量", "maximum release of reservoir", "m³/s"),
        "reservoir.release_ramp": ("下泄流量变幅", "release ramp of reservoir", "m³/s"),
        "reservoir.flood_limit": ("水库防洪限制水位", "flood limit of reservoir", "hm³"),
        "reservoir.hour_least": ("小时内最小下泄", "least release within an hour of reservoir", "m³/s"),
        "reservoir.hour_first": (
            "小时内最大下泄（首）",
            "greatest release within an hour (first) of reservoir",
            "m³/s",
        ),
        "reservoir.hour_last": ("小时内最大下泄（末）", "greatest release within an hour (last) of reservoir", "m³/s"),
        "reservoir.tail_ramp_hour": ("下游水位小时变幅", "hourly change of the tail level below reservoir", "m³/s"),
        "reservoir.day_least": ("日内最小下泄", "least release of a day of reservoir", "m³/s"),
        "reservoir.day_greatest": ("日内最大下泄", "greatest release of a day of reservoir", "m³/s"),
        "reservoir.tail_ramp_day": ("下游水位日变幅", "daily change of the tail level below reservoir", "m³/s"),
        "reservoir.volume_mean": ("水库时段平均蓄水量", "mean volume within a period of reservoir", "hm³"),
        "powerhouse.head_planes": ("水头允许的发电功率", "power that the head allows of powerhouse", "MW"),
        "storage.soc_balance": ("储能电量平衡", "energy balance of storage", "MWh"),
        "storage.cycle": ("储能期末等于期初", "end charge equal to start of storage", "MWh"),
        "storage.one_at_a_time": ("储能不同时充放", "one direction at a time of storage", ""),
        "thermal.enough_committed": ("机组出力不超过开机容量", "output within committed capacity of plant", "MW"),
        "thermal.minimum_load": ("机组最小出力", "minimum load of plant", "MW"),
        "thermal.stop": ("机组停机容量非负", "stopped capacity of plant", "MW"),
        "thermal.ramp_up": ("机组爬坡上限", "upward ramp of plant", "MW"),
        "thermal.ramp_down": ("机组爬坡下限", "downward ramp of plant", "MW"),
        "line.voltage_law": ("线路回路电压定律", "voltage law around a cycle of lines", ""),
        "corridor.step_limit": ("外送通道台阶与爬坡", "steps and ramps of corridor", "MW"),
        "corridor.energy_min": ("外送通道最少电量", "least energy of corridor", "MWh"),
        "corridor.energy_max": ("外送通道最多电量", "most energy of corridor", "MWh"),
    }
    | flexible.ROWS
    | response.ROWS
    | sizing.ROWS
    | peak.ROWS
)


def describe_rows(lang: str, family: str, asset: str, amount: float, worst_row: str, count: int) -> str:
    """One line: what is missed, by how much at most, in how many rows, and where it is worst."""
    zh, en, unit = ROWS.get(family, (family, family, ""))
    if lang == "zh":
        return f"{zh} {asset} 无法满足：最大差 {amount:,.4g} {unit}，共 {count} 处，最严重处 {worst_row}"
    return f"{en} {asset!r} cannot hold: {amount:,.4g} {unit} missing at worst, {count} times, worst at {worst_row}"
