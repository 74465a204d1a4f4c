"""What the product says of sizing of storage, targets and tariffs: faults, words, meaning of rows."""

from __future__ import annotations

from dispatch.messages.text import Text

FAULTS_EN: dict[str, Text] = {
    "candidate_without_cost": Text(
        "{field} of a candidate is missing, and the catalogue does not know the technology {technology}",
        "give {field}, or a technology of the catalogue: {known}",
    ),
    "candidate_not_cyclic": Text(
        "a candidate must be cyclic: one that may end empty would be sold what it never bought", "write cyclic: true"
    ),
    "candidate_with_state": Text(
        "{field} cannot be given for a store that is yet to be built", "leave {field} out; a candidate is cyclic"
    ),
    "candidate_cannot_charge": Text(
        "a candidate without charging power cannot be cyclic", "give a p_charge_nom_mw, or leave it out"
    ),
    "site_at_two_buses": Text(
        "site {name} has stores at several buses",
        "put all stores of a site at one bus, or give them sites of their own",
    ),
    "site_too_small": Text(
        "site {name} cannot connect the {mw} MW that stand there", "raise connection_max_mw, or lower p_nom_mw"
    ),
    "billing_step": Text(
        "steps of {step} min do not fit the billing interval of {interval} min of meter {name}: a period would lie in "
        "two intervals",
        "choose a step that divides the interval, from a full interval on, or a multiple of it",
    ),
    "share_of_nothing": Text("no new-type store of the home area is of technology {name}", "write one of: {nearest}"),
    "shares_beyond_one": Text("the least shares of technologies add up to more than one", "lower share_min_pu"),
    "feed_in_above_price": Text(
        "a feed-in price above the price of energy would pay for buying and giving back at once",
        "lower it, or leave export_max_mw at 0",
    ),
}
FAULTS_ZH: dict[str, Text] = {
    "candidate_without_cost": Text(
        "候选储能缺少 {field}，且技术目录中没有 {technology}", "填写 {field}，或选用目录中的技术：{known}"
    ),
    "candidate_not_cyclic": Text("候选储能必须循环运行：若期末可放空，则会卖出从未买入的电量", "写 cyclic: true"),
    "candidate_with_state": Text("尚未建设的储能不能给定 {field}", "去掉 {field}；候选储能按循环运行"),
    "candidate_cannot_charge": Text("没有充电功率的候选储能无法循环运行", "给出 p_charge_nom_mw，或不填"),
    "site_at_two_buses": Text("站址 {name} 的储能接在多个母线上", "同一站址的储能接同一母线，或分设站址"),
    "site_too_small": Text("站址 {name} 的并网容量接不下已有的 {mw} MW", "提高 connection_max_mw，或降低 p_nom_mw"),
    "billing_step": Text(
        "步长 {step} min 与计量点 {name} 的计费周期 {interval} min 不匹配：同一时段会落在两个计费周期内",
        "步长应能整除计费周期（并从整周期开始），或为其整数倍",
    ),
    "share_of_nothing": Text("本地区没有技术为 {name} 的新型储能", "可选：{nearest}"),
    "shares_beyond_one": Text("各技术最低占比之和超过 1", "降低 share_min_pu"),
    "feed_in_above_price": Text("上网电价高于购电电价，会出现边买边卖套利", "降低上网电价，或令 export_max_mw 为 0"),
}
WORDS_EN: dict[str, str] = {}
WORDS_ZH: dict[str, str] = {}
# family of rows → (zh, en, unit)
ROWS: dict[str, tuple[str, str, str]] = {
    "storage.power_standing": ("在役储能功率等于已建之和", "standing power of candidate", "MW"),
    "storage.energy_standing": ("在役储能容量等于已建之和", "standing energy of candidate", "MWh"),
    "storage.duration_min": ("储能最短时长", "shortest duration of candidate", "MWh"),
    "storage.duration_max": ("储能最长时长", "longest duration of candidate", "MWh"),
    "storage.converter": ("充放电不超过已建功率", "power within what is built of candidate", "MW"),
    "storage.discharge_available": ("放电不超过可用功率", "discharging within what is available of candidate", "MW"),
    "storage.charge_available": ("充电不超过可用功率", "charging within what is available of candidate", "MW"),
    "storage.soc_least": ("最低电量", "least energy of candidate", "MWh"),
    "storage.soc_most": ("电量不超过已建容量", "energy within what is built of candidate", "MWh"),
    "site.connection_standing": ("并网容量等于已建之和", "standing connection of site", "MW"),
    "site.ratings": ("储能功率之和不超过并网容量", "ratings within the connection of site", "MW"),
    "site.sent": ("送出不超过并网容量", "power sent within the connection of site", "MW"),
    "site.drawn": ("受入不超过并网容量", "power drawn within the connection of site", "MW"),
    "site.each_alone": ("单个储能功率不超过并网容量", "rating within the connection of its site of candidate", "MW"),
    "target.power_counted": ("新型储能功率合计", "new-type storage power counted in", "MW"),
    "target.carried_connection": (
        "混合站址计入功率不超过并网容量",
        "counted power within the connection of site",
        "MW",
    ),
    "target.carried_rating": ("混合站址计入功率不超过储能功率之和", "counted power within the ratings of site", "MW"),
    "target.power_rated": ("新型储能额定功率合计", "ratings of new-type storage in", "MW"),
    "target.energy_counted": ("新型储能容量合计", "new-type storage energy counted in", "MWh"),
    "target.power": ("新型储能功率目标", "goal of new-type storage power in", "MW"),
    "target.energy": ("新型储能容量目标", "goal of new-type storage energy in", "MWh"),
    "target.duration": ("新型储能平均时长目标", "goal of hours of new-type storage in", "MWh"),
    "target.share_min": ("技术最低占比", "least share of technology", "MW"),
    "target.share_max": ("技术最高占比", "greatest share of technology", "MW"),
    "bill.demand": ("最大需量", "maximum demand of interval", "MWh"),
}
