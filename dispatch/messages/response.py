"""What the product says of the millisecond response: faults, words, meaning of rows."""

from __future__ import annotations

from dispatch.messages.text import Text

FAULTS_EN: dict[str, Text] = {
    "unknown_profile": Text("response profile {name} is not known", "write one of: {nearest}"),
    "asset_of_no_use": Text("what is called {family} cannot be named here", "write family/id of one of: {nearest}"),
    "asset_responds_twice": Text(
        "this asset responds already as responder '{name}'", "give all services of an asset to one responder"
    ),
    "load_responds_bent": Text(
        "this load is bent by {name}, which would sell the same power twice", "let {name} respond instead"
    ),
    "load_responds_promised": Text(
        "virtual plant '{name}' may call this load, which would sell the same power twice",
        "take it out of the virtual plant or let it not respond",
    ),
    "inertia_without_store": Text(
        "virtual inertia needs a converter with a store, not a {family}",
        "leave it out: machines have inertia_h_s",
        "storage/…",
    ),
    "contradictory_direction": Text(
        "a {family} cannot go this way ({direction})", "write a service or a loss of direction {other}", "{other}"
    ),
    "store_without_energy": Text("store {name} holds no energy to back a service", "give it e_nom_mwh"),
    "backing_too_long": Text(
        "service {name} must last longer than potline {other} may be shed", "raise shed_hours_h or lower backing_h"
    ),
    "contingency_without_size": Text(
        "a contingency needs a size", "give size_mw, or an asset whose power is lost", "size_mw or asset"
    ),
    "no_instants": Text("frequency limits need instants", "give instants_s at least one value", "at least one instant"),
    "nothing_to_lose": Text(
        "a response is asked for, but nothing can be lost ({system})",
        "name a contingency of this system or set derive_contingencies, with units or corridors at home",
    ),
    "limit_beyond_span": Text("what is delivered is read after the end of the simulation", "raise simulation_s"),
    "outlasts_backing": Text(
        "service {name} is counted longer than it is backed", "raise its backing_h, or lower steady_s and instants_s"
    ),
}
FAULTS_ZH: dict[str, Text] = {
    "unknown_profile": Text("没有名为 {name} 的响应特性", "改为其中之一：{nearest}"),
    "asset_of_no_use": Text("此处不能引用 {family} 类设备", "写成 类别/编号，类别取：{nearest}"),
    "asset_responds_twice": Text("该设备已由响应资源 '{name}' 提供", "同一设备的全部服务写在一个响应资源中"),
    "load_responds_bent": Text("该负荷已由 {name} 调节，同一功率会被出售两次", "改由 {name} 提供响应"),
    "load_responds_promised": Text(
        "虚拟电厂 '{name}' 可调用该负荷，同一功率会被出售两次", "从虚拟电厂中移出，或不作响应资源"
    ),
    "inertia_without_store": Text(
        "虚拟惯量需要带储能的变流器，{family} 不具备", "删去该服务：旋转机组用 inertia_h_s", "storage/…"
    ),
    "contradictory_direction": Text(
        "{family} 不能按此方向（{direction}）动作", "改为方向 {other} 的服务或故障", "{other}"
    ),
    "store_without_energy": Text("储能 {name} 没有电量支撑该服务", "填写 e_nom_mwh"),
    "backing_too_long": Text(
        "服务 {name} 的持续时间超过电解槽 {other} 可切除的时间", "加大 shed_hours_h 或减小 backing_h"
    ),
    "contingency_without_size": Text("故障没有容量", "填写 size_mw，或填写失去其功率的设备 asset", "size_mw 或 asset"),
    "no_instants": Text("频率约束需要时刻网格", "instants_s 至少给一个值", "至少一个时刻"),
    "nothing_to_lose": Text(
        "要求响应，但没有可失去的设备（{system}）",
        "写明适用于该系统的故障 contingency，或打开 derive_contingencies 并有机组或通道",
    ),
    "limit_beyond_span": Text("读取响应量的时刻晚于仿真终点", "加大 simulation_s"),
    "outlasts_backing": Text("服务 {name} 计入的时间超过其支撑时间", "加大 backing_h，或减小 steady_s 与 instants_s"),
}
WORDS_EN: dict[str, str] = {
    "derived_responders": "responders derived from technologies: {names}",
    "derived_contingencies": "contingencies derived from the case: {names}",
}
WORDS_ZH: dict[str, str] = {
    "derived_responders": "按技术类型推定的响应资源：{names}",
    "derived_contingencies": "按算例推定的故障：{names}",
}
_UP, _DOWN = ("上调", "upward"), ("下调", "downward")


def _pair(name: str, zh: str, en: str, unit: str = "MW") -> dict[str, tuple[str, str, str]]:
    return {
        f"response.{name.format(way)}": (f"{said[0]}{zh}", f"{said[1]} {en}", unit)
        for way, said in (("up", _UP), ("down", _DOWN))
    }


# family of rows → (zh, en, unit)
ROWS: dict[str, tuple[str, str, str]] = {
    **_pair("store_{}", "响应与储能功率", "response within the power of storage"),
    **_pair("soc_{}_at_start", "响应的电量支撑（期初）", "energy behind the response at the start, of storage", "MWh"),
    **_pair("soc_{}_at_end", "响应的电量支撑（期末）", "energy behind the response at the end, of storage", "MWh"),
    **_pair("built_{}", "响应占新建储能的份额", "response within its share of what is built, of storage"),
    **_pair("virtual_{}_0", "虚拟惯量与新建储能功率", "virtual inertia within what is built, of storage"),
    **_pair("shared_{}", "响应占额定的份额", "response within its share of the rating of responder"),
    **_pair("room_powerhouse_{}", "响应与水电开机容量", "response within what is on line of powerhouse"),
    **_pair("room_thermal_{}", "响应与火电开机容量", "response within what is on line of plant"),
    **_pair("room_committed_{}", "响应与火电开机容量", "response within committed capacity of plant"),
    **_pair("droop_powerhouse_{}", "响应与水电调差", "response within what droop asks of powerhouse"),
    **_pair("droop_thermal_{}", "响应与火电调差", "response within what droop asks of plant"),
    **_pair("droop_committed_{}", "响应与火电调差", "response within what droop asks of plant"),
    **_pair("corridor_{}", "直流调制与通道限值", "modulation within the limits of corridor"),
    "response.flow": ("水电上调的过流能力", "turbine flow for the response of powerhouse", "m³/s"),
    "response.water_at_start": (
        "响应的水量支撑（期初）",
        "water behind the response at the start, of reservoir",
        "hm³",
    ),
    "response.water_at_end": ("响应的水量支撑（期末）", "water behind the response at the end, of reservoir", "hm³"),
    "response.potline_up": ("切除量不超过可切的电解负荷", "shed within what is armed of potline", "MW"),
    "response.potline_drawn": ("切除量不超过电解实际用电", "shed within what is drawn by potline", "MW"),
    "response.charging_up": ("停充量不超过充电功率", "drop within what is drawn by charging", "MW"),
    "response.computing_up": ("降载量不超过算力用电", "drop within what is drawn by computing", "MW"),
    "response.load_up": ("切除量不超过负荷", "shed within what is drawn by load", "MW"),
    "response_profile.total": ("同类响应合计", "sum of the services of profile", "MW"),
    "security.kinetic": ("旋转动能合计", "sum of kinetic energy against a loss of direction", "MW·s"),
    "contingency.size": ("故障损失功率", "what is lost with contingency", "MW"),
    "contingency.kinetic_left": ("故障后剩余动能", "kinetic energy left after contingency", "MW·s"),
    "contingency.millisecond": ("毫秒级响应占比", "millisecond share of contingency", "MW"),
    "contingency.rocof": ("频率变化率限值", "rate of change of frequency after contingency", "MW"),
    "contingency.steady": ("稳态频率限值", "steady-state frequency after contingency", "MW"),
    "instant.deviation": ("时刻频率限值", "frequency at an instant after contingency", "MW"),
}
