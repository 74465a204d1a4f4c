"""What the checks of the millisecond response are called."""

from __future__ import annotations

RESPONSE_NAMES: dict[str, tuple[str, str]] = {
    "response.limit": ("response within its share of every asset", "响应不超过设备的可用份额"),
    "response.headroom": ("headroom behind every response", "响应的功率裕度"),
    "response.flow": ("turbine flow behind the response of hydro plants", "水电响应的过流能力"),
    "response.droop": ("governor response within what droop asks for", "调速器响应不超过调差特性"),
    "response.backing": ("energy and water behind every response", "响应的电量与水量支撑"),
    "response.total": ("responses of a profile add up", "同类响应合计"),
    "response.cost": ("cost of what is held ready", "响应备用费用"),
    "responder.online": ("capacity on line within what is available", "开机容量限值"),
    "responder.kinetic": ("kinetic energy of machines on line", "在线机组动能"),
    "security.kinetic": ("kinetic energy against each direction", "各方向的系统动能"),
    "contingency.size": ("what a contingency takes away", "故障损失功率"),
    "contingency.margin": ("margins no smaller than those of the case", "裕度不小于算例"),
    "contingency.shortfall": ("what is missing of a contingency is not negative", "响应缺额与未覆盖故障容量非负"),
    "contingency.delivered": ("what is delivered within the limit", "时限内响应量"),
    "contingency.required": ("what must be delivered within the limit", "时限内响应需求"),
    "contingency.millisecond": ("millisecond share of every contingency", "毫秒级响应占比"),
    "contingency.kinetic": ("kinetic energy left after every contingency", "故障后剩余动能"),
    "contingency.rocof": ("rate of change of frequency", "频率变化率"),
    "contingency.deviation": ("frequency at every instant", "各时刻频率偏差"),
    "contingency.steady": ("steady-state frequency", "稳态频率偏差"),
    "contingency.settlement": ("what is charged is what is paid", "响应费用收支相等"),
    "contingency.charge": ("charge of every contingency from its price", "故障承担费用与价格一致"),
    "contingency.cost": ("cost of missing response and of uncovered losses", "响应缺额与未覆盖故障费用"),
}
