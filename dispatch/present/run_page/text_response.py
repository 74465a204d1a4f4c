"""Words of the page on frequency response: one key, two languages, in the same order."""

from __future__ import annotations

EN: dict[str, str] = {
    "section_frequency": "Frequency security and millisecond response",
    "frequency_remark": (
        "Every period and contingency was simulated in steps of a millisecond: {secure} % of {cases} cases "
        "keep all frequency limits. Verdicts include the margins that a comparison with a full network "
        "simulation asks for (10 % of the deviation, 5 % of the settled state, 2 % of RoCoF)."
    ),
    "frequency_partial": (
        "{name}: when most is lost, {lost} MW, {given} MW of it are there within {limit} ms, {share} %. This is "
        "partial support; the rest is for the system outside."
    ),
    "frequency_tightened": (
        "The simulation found {first} promises of the first dispatch broken. {rounds} further solves with other "
        "margins followed; the objective rose by {cost} × 10⁴ CNY, penalties for what is missing included."
    ),
    "frequency_promises": (
        "The dispatch promises {claimed} times that a limit holds (frequency and millisecond share counted apart); "
        "{failing} of these promises fail in the simulation. {mended} that failed on the way were mended, {withdrawn} "
        "are no longer promised."
    ),
    "frequency_without_answer": (
        "The last round of larger margins left no dispatch; the one before it is shown, with what fails in it."
    ),
    "table_frequency": "Worst figures and share of cases within limits, by contingency",
    "contingency": "Contingency",
    "loss_largest": "Loss",
    "delivered_in_time": "In time",
    "deviation_worst": "Deviation",
    "settled_worst": "Settled",
    "rocof_worst": "RoCoF",
    "share_secure": "Secure",
    "share_milliseconds": "ms share",
    "share_southern": "Southern rule",
    "share_national": "GB/T 40595",
    "picture_frequency_trace": "Worst case: {name}, {when}",
    "picture_frequency_power": "Worst case: power into the grid",
    "picture_frequency_first": "Worst case: the first second",
    "picture_frequency_duration": "Largest deviation of all cases, in falling order",
    "seconds_axis": "Seconds after the event",
    "periods_axis": "Share of periods, %",
    "deviation_hz": "Deviation",
    "system_outside": "System outside",
    "deviation_limit": "Limit",
    "response_asked_share": "Asked: {share} % of every contingency within {limit} ms.",
    "response_asked_security": (
        "Asked: {share} % of every contingency within {limit} ms; RoCoF at most {rocof} Hz/s, deviation "
        "{deviation} Hz, {steady} Hz once settled."
    ),
    "response_hard": "Nothing may be missing (hard limits).",
    "response_soft": "What is missing is paid for (soft limits), so that there is always an answer.",
    "response_kept": (
        "In the contingency that asks most of each hour, {required} MW are asked for within the limit and {delivered} "
        "MW are there, on average; some are missing in {share} % of hours. One more MW would cost {price} CNY an hour "
        "on average."
    ),
    "response_partial": (
        "{name}: when most is lost, {lost} MW, {given} MW of it are held ready within {limit} ms, {share} %. This is "
        "partial support; the rest is for slower reserves and the system outside."
    ),
    "table_contingencies": "Contingencies: asked for, held, price",
    "required_mean": "Asked, mean",
    "delivered_mean": "There in time, mean",
    "hours_short": "Hours short",
    "price_mean": "Price, mean",
    "price_highest": "Price, highest",
    "price_inertia": "Inertia, mean",
    "response_charged": "Value",
    "response_missed": "of it missing",
    "table_services": "Who held it ready, and what that is worth",
    "service": "Service",
    "held_up": "Held up, mean",
    "held_down": "Held down, mean",
    "paid_ms": "Milliseconds",
    "paid_nadir": "Nadir",
    "paid_steady": "Steady state",
    "paid_inertia": "Inertia",
    "paid_all": "Paid",
    "response_sum": "Sum",
    "machine_inertia": "{name}: machines on line",
    "services_remark": (
        "Paid is what the prices of the dispatch are worth; no market pays it today. Nothing is paid where more is "
        "held than asked for. The rest of the value is what the system outside gives, and what is missing."
    ),
    "table_arming": "Armed in the hour that asks for most",
    "setpoint": "Set-point",
    "headroom_up": "Headroom up",
    "headroom_down": "Headroom down",
    "droop_slope": "Droop",
    "dead_band": "Dead band",
    "trigger": "Trigger",
    "delay": "Delay",
    "ramp": "Ramp",
    "arming_remark": (
        "{when}. All periods are in arming.csv beside this page, and in results/arming.parquet: what would be "
        "downloaded to the local controllers."
    ),
    "picture_response_kpi": "There within the limit, hours in falling order of what is asked for",
    "picture_response_price": "Price of milliseconds by contingency, in falling order",
    "picture_response_price_day": "Price of milliseconds by hour of the day, mean",
    "picture_frequency_price": "Price of a MW of loss that frequency limits must cover, in falling order",
    "picture_frequency_price_day": "The same by hour of the day, mean",
    "delivered_in_limit": "There in time",
    "required_in_limit": "Asked for",
    "hours_axis": "Share of hours, %",
}
ZH: dict[str, str] = {
    "section_frequency": "频率安全与毫秒级响应",
    "frequency_remark": (
        "对每个时段、每个故障按毫秒步长仿真：{cases} 个算例中 {secure} % 满足全部频率限值。"
        "判定已计入与全网时域仿真对比得出的裕度（频差 10 %、稳态 5 %、频率变化率 2 %）。"
    ),
    "frequency_partial": (
        "{name}：损失最大时（{lost} MW），{limit} ms 内到位 {given} MW，占 {share} %。"
        "这只是部分支撑，其余由区外系统承担。"
    ),
    "frequency_tightened": (
        "仿真发现首次调度有 {first} 项承诺未兑现。调整裕度再求解 {rounds} 次，目标值（含缺额罚金）增加 {cost} 万元。"
    ),
    "frequency_promises": (
        "调度共承诺 {claimed} 项限值成立（频率与毫秒占比分别计），其中 {failing} 项仿真未通过；"
        "途中未通过而后补足 {mended} 项，不再承诺 {withdrawn} 项。"
    ),
    "frequency_without_answer": "最后一轮加大裕度后无解，给出的是此前的调度及其未通过的算例。",
    "table_frequency": "各故障最差指标与达标算例占比",
    "contingency": "故障",
    "loss_largest": "最大损失",
    "delivered_in_time": "限时到位比例",
    "deviation_worst": "最大频差",
    "settled_worst": "最大稳态频差",
    "rocof_worst": "最大变化率",
    "share_secure": "频率安全",
    "share_milliseconds": "毫秒响应达标",
    "share_southern": "南方区域储能规定",
    "share_national": "GB/T 40595 达标",
    "picture_frequency_trace": "最差算例：{name}，{when}",
    "picture_frequency_power": "最差算例：注入电网的响应功率",
    "picture_frequency_first": "最差算例：最初一秒",
    "picture_frequency_duration": "全部算例最大频差（从大到小）",
    "seconds_axis": "故障后秒数",
    "periods_axis": "时段占比，%",
    "deviation_hz": "频差",
    "system_outside": "区外系统",
    "deviation_limit": "限值",
    "response_asked_share": "要求：每个故障的 {share} % 在 {limit} ms 内到位。",
    "response_asked_security": (
        "要求：每个故障的 {share} % 在 {limit} ms 内到位；频率变化率不超过 {rocof} Hz/s，"
        "频差不超过 {deviation} Hz，稳态频差不超过 {steady} Hz。"
    ),
    "response_hard": "不允许缺额（硬约束）。",
    "response_soft": "缺额按价计罚（软约束），因此总有解。",
    "response_kept": (
        "按各小时要求最高的故障计，平均要求限时到位 {required} MW，实际到位 {delivered} MW；"
        "{share} % 的小时有缺额。再多 1 MW 平均每小时需 {price} 元。"
    ),
    "response_partial": (
        "{name}：损失最大时（{lost} MW），可在 {limit} ms 内到位 {given} MW，占 {share} %。"
        "这只是部分支撑，其余由较慢的备用和区外系统承担。"
    ),
    "table_contingencies": "各故障的要求、备足与价格",
    "required_mean": "平均要求",
    "delivered_mean": "平均限时到位",
    "hours_short": "有缺额小时占比",
    "price_mean": "平均价格",
    "price_highest": "最高价格",
    "price_inertia": "惯量平均价格",
    "response_charged": "价值",
    "response_missed": "其中缺额",
    "table_services": "响应由谁提供、值多少",
    "service": "服务",
    "held_up": "平均上调备用",
    "held_down": "平均下调备用",
    "paid_ms": "毫秒响应",
    "paid_nadir": "最低频率",
    "paid_steady": "稳态频率",
    "paid_inertia": "惯量",
    "paid_all": "应得",
    "response_sum": "合计",
    "machine_inertia": "{name}：在线机组",
    "services_remark": (
        "应得按调度所得价格计算，目前并无市场支付。备用多于要求时价格为零。价值的其余部分归区外系统及缺额。"
    ),
    "table_arming": "要求最高的小时的定值",
    "setpoint": "出力设定",
    "headroom_up": "上调余量",
    "headroom_down": "下调余量",
    "droop_slope": "调差系数",
    "dead_band": "死区",
    "trigger": "动作值",
    "delay": "延时",
    "ramp": "爬升",
    "arming_remark": ("{when}。全部时段见同目录 arming.csv 与 results/arming.parquet，即下发到就地控制器的定值。"),
    "picture_response_kpi": "限时到位功率（按要求从大到小）",
    "picture_response_price": "各故障毫秒响应价格（从大到小）",
    "picture_response_price_day": "毫秒响应价格日内平均",
    "picture_frequency_price": "频率限值下每兆瓦损失的价格（从大到小）",
    "picture_frequency_price_day": "频率限值下每兆瓦损失的价格日内平均",
    "delivered_in_limit": "限时到位",
    "required_in_limit": "要求",
    "hours_axis": "小时占比，%",
}
