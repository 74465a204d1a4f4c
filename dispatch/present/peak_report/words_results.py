"""Sentences of sections 7 to 12 and of the annexes; (Chinese, English)."""

from __future__ import annotations

RESULTS: dict[str, tuple[str, str]] = {
    # 7 Balance
    "group_share": ("{group} {power}（{share}）", "{group} {power} ({share})"),
    "balance_said": (
        "以净负荷最大时刻（{peak}）与最小时刻（{valley}）计，峰谷差 {spread} 主要由{names}承担。",
        "Between the peak ({peak}) and the valley ({valley}) of the net load, its spread of {spread} is carried above "
        "all by {names}.",
    ),
    "balance_against": (
        "{group}在谷时出力高于峰时，反向增加调峰负担 {power}。",
        "{group}, which gives more in the valley than at the peak, adds {power} to what the others must carry.",
    ),
    "day_spread_narrower": (
        "日峰谷差平均由 {before} 缩小到 {after}，缩小 {change}（{rate}）。",
        "The mean spread of a day narrows from {before} to {after}, by {change} ({rate}).",
    ),
    "day_spread_wider": (
        "日峰谷差平均由 {before} 扩大到 {after}，扩大 {change}（{rate}）。",
        "The mean spread of a day widens from {before} to {after}, by {change} ({rate}).",
    ),
    "day_spread_same": (
        "日峰谷差平均保持 {after}，变化 {change}（{rate}）。",
        "The mean spread of a day stays at {after}, a change of {change} ({rate}).",
    ),
    "points_where": (
        "{count} 个典型日的 96 点平衡表见附表 D。",
        "Annex D has the tables of 96 points of the {count} typical days.",
    ),
    "reasons_head": (
        "峰值未能更低的原因由逐项放宽限制、重新求解该窗口得出：共 {count} 个窗口存在起作用的限制，下面是其中峰谷差"
        "（峰值）最大的 {shown} 个。",
        "Why the peak was not lower: every window was solved again with one limit loosened at a time. Limits bind in "
        "{count} windows; these are the {shown} that stayed largest.",
    ),
    "reason_peak": ("峰：{text}。", "Peak: {text}."),
    "reason_valley": ("谷：{text}。", "Valley: {text}."),
    "reasons_cost": (
        "方案“{name}”以费用最小为目标，没有以峰值为目标求解，“峰值为何未更低”无从判断；以 objective.goal=peak 重新计算"
        "即可给"
        "出各窗口起作用的限制。",
        "“{name}” was dispatched for least cost; without a solve for the peak nothing can be said of why it was not "
        "lower. A run with objective.goal=peak names the limits that bind in every window.",
    ),
    "reasons_none": (
        "调峰目标求解后没有任何限制在 0.001 MW 以上起作用。",
        "After the solve for the peak no limit is worth more than 0.001 MW.",
    ),
    "limits_line": ("{time} 受{names}限制", "at {time}, held by {names}"),
    "offer_of": ("{plant} {price} 元/kW 报价", "the {price} CNY/kW offer of {plant}"),
    # 8 Storage
    "storage_said": (
        "主方案有 {count} 处储能，合计 {power}、{energy}（时长 {hours}），最大的是{most}（{largest}）。",
        "The scheme has {count} stores of {power} and {energy} in all ({hours}); the largest is {most} with {largest}.",
    ),
    "storage_cycles": ("折合年等效满循环 {least}–{most} 次。", "They make {least} to {most} full cycles a year."),
    "storage_cycles_one": ("折合年等效满循环 {most} 次。", "They make {most} full cycles a year."),
    "storage_yearly": (
        "按年金法计，年费用 {yearly}，折合 {per} 元/（kW·年）。",
        "Annuity and upkeep come to {yearly} a year, {per} CNY per kW and year.",
    ),
    "storage_cut": (
        "净负荷最大值因之降低 {cut}，为储能功率的 {share}。",
        "They lower the peak of the net load by {cut}, {share} of their power.",
    ),
    "storage_cut_none": (
        "但净负荷最大值并未因之降低（变化 {cut}，为储能功率的 {share}）。",
        "They do not lower the peak of the net load (by {cut}, {share} of their power).",
    ),
    "storage_none": ("主方案“{name}”没有储能。", "The scheme “{name}” has no storage."),
    "storage_goal_met": (
        "算例要求 {year} 年起新型储能不少于 {asked}，方案有 {stands}，满足要求。",
        "From {year} the case asks for {asked} of new-type storage; the scheme has {stands}, which is enough.",
    ),
    "storage_goal_missed": (
        "算例要求 {year} 年起新型储能不少于 {asked}，方案有 {stands}，尚缺 {gap}。",
        "From {year} the case asks for {asked} of new-type storage; the scheme has {stands}, {gap} short.",
    ),
    "storage_goal_price": (
        "该目标最后 1 MW 的影子价格为每年 {price} 元。",
        "The last MW of that goal costs {price} CNY a year beyond what it earns.",
    ),
    "storage_one_run": (
        "本报告只含一个方案，未作比选；把无储能、不同容量的运行一并列出（dispatch report 运行甲 运行乙 …）即可比较。",
        "This report holds one run, so nothing is compared; name runs without storage and of other sizes together "
        "(dispatch report RUN RUN …) to compare them.",
    ),
    "against_cut": (
        "与“{first}”相比，“{name}”使净负荷最大值降低 {cut}，为 {peak}；",
        "Against “{first}”, “{name}” lowers the peak of the net load by {cut} to {peak};",
    ),
    "against_higher": (
        "与“{first}”相比，“{name}”使净负荷最大值升高 {cut}，为 {peak}；",
        "Against “{first}”, “{name}” raises the peak of the net load by {cut} to {peak};",
    ),
    "against_same": (
        "与“{first}”相比，“{name}”的净负荷最大值不变，为 {peak}；",
        "Against “{first}”, “{name}” leaves the peak of the net load at {peak};",
    ),
    "against_pays": (
        "年节约运行费用 {saved}，储能年费用 {yearly}，净收益 {net}。",
        "it saves {saved} of operation a year, storage costs {yearly}: a gain of {net}.",
    ),
    "against_costs": (
        "年节约运行费用 {saved}，储能年费用 {yearly}，净支出 {net}。",
        "it saves {saved} of operation a year, storage costs {yearly}: {net} is spent on it.",
    ),
    "against_dearer": (
        "年运行费用增加 {saved}，另有储能年费用 {yearly}，合计多支出 {net}。",
        "operation costs {saved} more a year and storage {yearly} on top: {net} is spent on it.",
    ),
    "against_short": (
        "费用由 {hours} h 的计算结果折算到一年，只反映量级，定容应以全年计算为准。",
        "Money is scaled to a year from {hours} h: an order of magnitude. Decide by a run of a year.",
    ),
    # 9 Frequency
    "frequency_absent": (
        "方案“{name}”未纳入毫秒响应与频率安全约束（毫秒响应比例设定为 {share}），也没有作频率仿真，本节不给出最低频率"
        "和频率变化率；设 response.millisecond_share 大于零或 response.security=true 后重新计算即可得到。",
        "The scheme “{name}” was dispatched without millisecond response or frequency limits (share asked for: "
        "{share}) and its frequency was not simulated, so no nadir and no RoCoF is told here; a run with "
        "response.millisecond_share above zero or response.security=true has them.",
    ),
    "frequency_ready": (
        "按技术类型的典型动作时间，现有储能在 {limit} ms 内可提供 {power}，但未核对其当时的充放电状态和余量。",
        "By the usual delay of their technologies the stores could give {power} within {limit} ms; whether they had "
        "the room at the time was not checked.",
    ),
    "loss_of": ("失去{name}", "Loss of {name}"),
    "losses_said": (
        "共考虑 {count} 种故障，最大的是“{name}”，功率扰动最大 {size}。",
        "{count} contingencies are considered; the largest is “{name}” with up to {size}.",
    ),
    "ms_held": (
        "要求扰动功率的 {share} 在 {limit} ms 内得到补偿，最大需求 {required}，各时段均满足。",
        "{share} of the loss has to be made good within {limit} ms, up to {required}; it is in every period.",
    ),
    "ms_short": (
        "要求扰动功率的 {share} 在 {limit} ms 内得到补偿，最大需求 {required}；有 {hours} 的时间不足，最多缺 {worst}。",
        "{share} of the loss has to be made good within {limit} ms, up to {required}; for {hours} of the time it is "
        "not, by up to {worst}.",
    ),
    "ms_price": (
        "毫秒响应的平均影子价格 {price} 元/（MW·h）。",
        "On average a MW of such response is worth {price} CNY per hour.",
    ),
    "ms_not_asked": ("未要求毫秒响应（比例为 0）。", "No millisecond response was asked for (a share of 0)."),
    "simulated_said": (
        "对 {cases} 个时段与故障组合逐一作频率仿真，{secure} 在全部限值以内。",
        "Of {cases} pairs of period and contingency, each simulated, {secure} stay within every limit.",
    ),
    "simulated_worst": (
        "频率偏差最大的是“{name}”（{at}），达 {nadir}（限值 {limit}）；频率变化率最大 {rocof}（限值 {rocof_limit}）。",
        "The largest deviation follows “{name}” ({at}): {nadir} against a limit of {limit}; the largest RoCoF is "
        "{rocof} against {rocof_limit}.",
    ),
    "simulation_absent": (
        "方案“{name}”没有作频率仿真，不给出最低频率和频率变化率；设 response.simulate=true 后重新计算即可得到。",
        "The frequency of “{name}” was not simulated, so no nadir and no RoCoF is told; a run with "
        "response.simulate=true has them.",
    ),
    # 10 Curtailment
    "lost_nothing": (
        "风光可发电量 {available} 全部消纳（弃电 {lost}）。",
        "All {available} of available wind and PV is used ({lost} curtailed).",
    ),
    "lost_said": (
        "风光弃电 {lost}，弃电率 {rate}（风电 {wind}，光伏 {pv}），消纳率 {used}。",
        "{lost} of wind and PV is curtailed, {rate} (wind {wind}, PV {pv}); {used} is used.",
    ),
    "lost_reason": (
        "首要原因是{reason}，占弃电量的 {share}。",
        "The main reason is {reason}, with {share} of what is lost.",
    ),
    "lost_when": (
        "弃电功率最大 {most}（{at}），弃电 1 MW 以上的时间 {hours} h。",
        "At most {most} is curtailed at once ({at}); more than 1 MW is for {hours} h.",
    ),
    "lost_alike": ("各方案弃电率相同，为 {rate}。", "The rate is the same in all variants, {rate}."),
    "lost_compared": (
        "方案比较：“{low}”弃电率最低（{least}），“{high}”最高（{most}），相差 {less}。",
        "Of the variants “{low}” curtails least ({least}) and “{high}” most ({most}), {less} apart.",
    ),
    "reason.network": ("断面受限", "a full line"),
    "reason.market": ("市场消纳受限", "the market"),
    "reason.minimum_output": ("火电最小出力", "the least output of thermal plant"),
    "reason.water": ("水电不能再减", "water that could not wait"),
    "reason.unknown": ("原因不明（无电价）", "unknown, without prices"),
    # 11 Sensitivity
    "steps_narrower": (
        "在 {count} 步方案变化中，由“{before}”到“{after}”使净负荷峰谷差变化最大，缩小 {change}。",
        "Of {count} steps between variants the one from “{before}” to “{after}” changes the spread of net load most: "
        "{change} less.",
    ),
    "step_narrower": (
        "由“{before}”到“{after}”，净负荷峰谷差缩小 {change}。",
        "From “{before}” to “{after}” the spread of the net load narrows by {change}.",
    ),
    "step_wider": (
        "由“{before}”到“{after}”，净负荷峰谷差扩大 {change}。",
        "From “{before}” to “{after}” the spread of the net load widens by {change}.",
    ),
    "steps_wider": (
        "在 {count} 步方案变化中，由“{before}”到“{after}”使净负荷峰谷差变化最大，扩大 {change}。",
        "Of {count} steps between variants the one from “{before}” to “{after}” changes the spread of net load most: "
        "{change} more.",
    ),
    "step_words": ("{before} → {after}", "{before} → {after}"),
    "limits_cost": (
        "方案“{name}”以费用最小为目标，峰值对各限制的灵敏度（MW/MW）不在本次结果之内。",
        "“{name}” was dispatched for least cost; how the peak answers to each limit (MW per MW) is not part of this "
        "run.",
    ),
    "limits_said": (
        "对峰谷差起作用最多的限制是{what}：在 {count} 个窗口起作用，每放宽 {step}最多改善 {worth}。",
        "The limit that binds most often is {what}: in {count} windows, worth up to {worth} for {step} more.",
    ),
    "margins_said": (
        "{count} 项边际价值中最高的是{name}的{what}，平均 {worth}。",
        "Of {count} values at the margin that of {name} ({what}) is highest, {worth} on average.",
    ),
    "margin_water": ("水的边际价值", "worth of water"),
    "margin_storage": ("储能电量的边际价值", "worth of stored energy"),
    "margin_price": ("节点边际电价", "marginal price at the bus"),
    # 12 Conclusions
    "item": ("（{number}）{text}", "({number}) {text}"),
    "conclude_need": (
        "调峰需求：净负荷峰谷差 {spread}，3 h 最大上升 {ramp}。",
        "Need: the net load spreads over {spread} and rises by up to {ramp} within 3 h.",
    ),
    "conclude_need_coarse": ("调峰需求：净负荷峰谷差 {spread}。", "Need: the net load spreads over {spread}."),
    "conclude_who": (
        "调峰主力：{group}承担 {power}，占净负荷峰谷差的 {share}。",
        "Capability: {group} carries {power} of the spread, or {share}.",
    ),
    "conclude_shaved": (
        "调节效果：“{name}”使净负荷峰谷差缩小 {change}（{rate}），净负荷最大值为 {peak}。",
        "Effect: “{name}” narrows the spread of the net load by {change} ({rate}), to a peak of {peak}.",
    ),
    "conclude_not_shaved": (
        "调节效果：“{name}”没有缩小净负荷峰谷差（变化 {change}，{rate}），净负荷最大值为 {peak}。",
        "Effect: “{name}” does not narrow the spread of the net load (a change of {change}, {rate}), which peaks at "
        "{peak}.",
    ),
    "conclude_lost": ("消纳：风光消纳率 {rate}。", "Use of new energy: {rate} of available wind and PV."),
    "conclude_served": ("供电：各时段无失负荷。", "Supply: no load goes unserved in any period."),
    "conclude_unserved": (
        "供电：失负荷 {missed}，须先补足供电能力。",
        "Supply: {missed} goes unserved, which comes before any shaving.",
    ),
    "conclude_storage": (
        "储能：单位削峰年费用最低的是“{name}”，削峰 {cut}，每千瓦每年 {per} 元。",
        "Storage: “{name}” cuts the peak at the least cost, {cut} at {per} CNY per kW and year.",
    ),
    "advice_head": ("据以上计算提出 {count} 条建议：", "From these figures follow {count} recommendations:"),
    "advice_best": (
        "以“{name}”作为调峰方案，其净负荷峰谷差 {spread}，为各方案最小。",
        "Take “{name}”: at {spread} its net load spreads least of all variants.",
    ),
    "advice_compare": (
        "补充无储能和其他容量的方案运行后再定储能规模，单一方案不足以比选。",
        "Decide on the size of storage only beside runs without it and of other sizes: one variant compares nothing.",
    ),
    "advice_lost": (
        "弃电率 {rate}，其中 {share} 出于同一原因，{measure}。",
        "{rate} is curtailed, {share} of it for one reason: {measure}.",
    ),
    "advice_lost_much": (
        "弃电率 {rate} 已超过 5%，其中 {share} 出于同一原因，应优先{measure}。",
        "{rate} is curtailed, more than 5%, and {share} of it for one reason; first of all {measure}.",
    ),
    "measure_reason.network": ("加强送出断面", "strengthen the lines that were full"),
    "measure_reason.market": (
        "扩大外送交易或在低价时段增加储能充电",
        "sell more outside or store more when prices are low",
    ),
    "measure_reason.minimum_output": (
        "降低火电最小技术出力或安排日内启停",
        "lower the least output of thermal plant or stop it within the day",
    ),
    "measure_reason.water": (
        "提前腾库并错开水电与风光出力",
        "draw reservoirs down ahead and keep hydro apart from wind and PV",
    ),
    "measure_reason.unknown": ("保存电价结果后再判断原因", "keep the prices of the run to learn the reason"),
    "advice_ramp": (
        "按 {span}最大上升 {up} 安排爬坡备用，重点是 {valley} 的低谷到 {peak} 的高峰之间。",
        "Hold ramping reserve for a rise of {up} within {span}, above all between the valley at {valley} and the peak "
        "at {peak}.",
    ),
    "advice_water": (
        "{name}有 {spilled} 可利用而弃掉的水能（弃水率 {rate}），宜优先优化其蓄放次序。",
        "{name} spills {spilled} that its turbines could have used ({rate}): reconsider when it stores and releases.",
    ),
    "advice_response_absent": (
        "本次未核算毫秒响应（比例 {share}），投运前应补充频率安全校核。",
        "Millisecond response was not part of this run (a share of {share}); check frequency security before anything "
        "is built.",
    ),
    "advice_response_short": (
        "毫秒响应累计缺额 {short}，{hours} 的时间不足，应补充构网型储能或减小最大单一故障。",
        "Millisecond response is {short} short over {hours} of the time: add grid-forming storage or make the largest "
        "loss smaller.",
    ),
    "advice_response_unsafe": (
        "频率仿真中只有 {secure} 的时段与故障组合在全部限值以内，应增加惯量与快速响应，或减小“{name}”的功率扰动。",
        "Only {secure} of the simulated pairs of period and contingency stay within the limits: add inertia and fast "
        "response, or make “{name}” smaller.",
    ),
    "advice_response_held": (
        "毫秒响应平均需求 {required}，已全部落实，按附表下达各装置定值。",
        "Millisecond response of {required} on average is held throughout: hand the set-points down to the devices.",
    ),
    "advice_goal": (
        "主方案按费用最小调度，峰谷差 {spread} 并非下限；以调峰为目标再算一次可得可达的最小值及其代价。",
        "The scheme is dispatched for least cost, so {spread} is no lower limit of the spread: a run with the peak as "
        "its goal finds that limit and its price.",
    ),
    # Annexes
    "annex_sources": ("输入数据来源", "Provenance of inputs"),
    "annex_audit": ("结果审计", "Audit"),
    "annex_glossary": ("指标与公式", "Indicators and formulas"),
    "annex_points": ("典型日 96 点平衡表", "Tables of 96 points of the typical days"),
    "sources_said": (
        "主方案共有 {count} 个对象，其中 {named} 个注明来源，{bare} 个未注明；来源中含工程估计（E）的 {estimated} 个。"
        "时间序列表 {series} 张。输入摘要 {digest}。",
        "The scheme has {count} objects; {named} name their source and {bare} do not; {estimated} rest at least in "
        "part on an engineering estimate (E). There are {series} tables of series. Digest of inputs: {digest}.",
    ),
    "audit_said": (
        "方案“{name}”的 {count} 项检查中偏差最大的是“{check}”，为 {worst}（相对量，各项允许值见程序说明）。",
        "Of {count} checks of “{name}” the largest deviation is that of “{check}”: {worst}, each in the measure of "
        "its own tolerance.",
    ),
    "points_none": (
        "本次运行没有完整的一日，不列 96 点表。",
        "The run has no whole day, so there are no tables of 96 points.",
    ),
    "points_said": (
        "{count} 个典型日（{names}）的 96 点数据，单位 {unit}，各为在该时刻结束的一刻钟的平均功率；日电量等于 96 点之"
        "和除以 4。各单个资源的 96 点数据在工作簿中。",
        "Tables of 96 points of {count} typical days ({names}) in {unit}, each the mean of the quarter-hour that ends "
        "at its time; the energy of a day is their sum over 4. Single resources are in the workbook.",
    ),
    "passed": ("通过", "passed"),
    "failed": ("未通过", "failed"),
}
