"""Sentences of sections 1 to 6; (Chinese, English), written apart: a translation word by word reads like one."""

from __future__ import annotations

SECTIONS: dict[str, tuple[str, str]] = {
    # Title and frame
    "report_title": ("{name}调峰分析报告", "Peak-shaving report: {name}"),
    "subtitle": ("{begin}至{end}　主方案：{main}", "{begin} to {end} · scheme told in full: {main}"),
    "face_span": ("计算时段", "Horizon"),
    "face_units": ("功率单位", "Unit of power"),
    "face_made": ("编制日期", "Compiled"),
    "face_audit": ("结果审计", "Audit"),
    "contents": ("目　录", "Contents"),
    "note": ("注：", "Note: "),
    "table": ("表", "Table"),
    "figure": ("图", "Figure"),
    "section.overview": ("概述", "Overview"),
    "section.basis": ("编制依据与边界条件", "Basis and boundary conditions"),
    "section.load": ("负荷特性", "Load"),
    "section.supply": ("电源与水情", "Power plants and water"),
    "section.renewables": ("新能源出力特性", "Output of wind and PV"),
    "section.need": ("调峰需求", "Need for peak shaving"),
    "section.balance": ("调峰能力与平衡", "Capability and balance"),
    "section.storage": ("储能配置比选", "Comparison of storage configurations"),
    "section.frequency": ("频率安全与毫秒响应", "Frequency security and millisecond response"),
    "section.curtailed": ("弃电与消纳", "Curtailment and use of new energy"),
    "section.sensitivity": ("灵敏度分析", "Sensitivity"),
    "section.conclusions": ("结论与建议", "Conclusions and recommendations"),
    # 1 Overview
    "scope_one": (
        "本报告由{case}的一次优化调度结果计算得出，计算时段为{begin}至{end}，步长 {step}，共 {periods} 个时段；方案为“"
        "{main}”。",
        "This report is computed from one optimised dispatch of {case}, {begin} to {end}, in {periods} periods of "
        "{step}; the scheme is “{main}”.",
    ),
    "scope_several": (
        "本报告由{case}的 {count} 个方案的优化调度结果计算得出，计算时段为{begin}至{end}，步长 {step}，共 {periods} 个"
        "时段。各节以“{main}”为主方案，以“{first}”为比较基准。",
        "This report is computed from {count} optimised dispatches of {case}, {begin} to {end}, in {periods} periods "
        "of {step}. Sections tell “{main}” in full and hold the others against “{first}”.",
    ),
    "peaks_load": (
        "本区域负荷最大 {most}，出现在{at}，峰谷差 {spread}。",
        "The load peaks at {most} ({at}) and spreads over {spread}.",
    ),
    "peaks_net_wider": (
        "扣除风电、光伏可发出力后，净负荷最大 {most}（{at}），峰谷差 {spread}，比负荷峰谷差大 {more}。",
        "Less available wind and PV, the net load peaks at {most} ({at}); its spread of {spread} exceeds that of the "
        "load by {more}.",
    ),
    "peaks_net_narrower": (
        "扣除风电、光伏可发出力后，净负荷最大 {most}（{at}），峰谷差 {spread}，比负荷峰谷差小 {more}。",
        "Less available wind and PV, the net load peaks at {most} ({at}); its spread of {spread} is {more} less than "
        "that of the load.",
    ),
    "peaks_nothing_shaves": (
        "本方案既无储能也无可调负荷，净负荷只能由水电、火电和联络线跟随。",
        "The scheme has neither storage nor flexible loads: hydro, thermal plant and ties alone follow the net load.",
    ),
    "shaved_lower": (
        "经储能与可调负荷调节，净负荷最大值由 {before} 降至 {after}，削峰 {cut}，削峰率 {rate}。",
        "Storage and flexible loads bring the peak of the net load from {before} to {after}: {cut} less, or {rate}.",
    ),
    "shaved_higher": (
        "经储能与可调负荷调节，净负荷最大值由 {before} 升至 {after}，抬高 {cut}（{rate}）：该方案的目标并未约束峰值。",
        "Storage and flexible loads move the peak of the net load from {before} up to {after}, {cut} ({rate}) more: "
        "nothing in the goal of this scheme holds it down.",
    ),
    "shaved_same": (
        "储能与可调负荷未改变净负荷最大值，仍为 {after}。",
        "Storage and flexible loads leave the peak of the net load at {after}.",
    ),
    "shaved_narrower": (
        "峰谷差由 {before} 缩小到 {after}，缩小 {change}。",
        "The spread narrows from {before} to {after}, by {change}.",
    ),
    "shaved_wider": (
        "峰谷差由 {before} 扩大到 {after}，扩大 {change}。",
        "The spread widens from {before} to {after}, by {change}.",
    ),
    "shaved_spread_same": ("峰谷差保持 {after} 不变。", "The spread stays at {after}."),
    "energy_made": (
        "时段内发电量 {made}，用电量 {load}；水电占发电量的 {water}，风电和光伏占 {new}。",
        "Plants generate {made} and loads take {load}; hydro makes {water} of the generation, wind and PV {new}.",
    ),
    "energy_out": ("净送出电量 {net}。", "{net} net leaves the area."),
    "energy_in": ("净受入电量 {net}。", "{net} net enters the area."),
    "energy_lost": (
        "风光可发电量 {available}，弃电 {lost}，弃电率 {rate}，消纳率 {used}。",
        "Of {available} of available wind and PV, {lost} ({rate}) is curtailed and {used} used.",
    ),
    "energy_all_used": (
        "风光可发电量 {available}，弃电率 {rate}，基本全额消纳。",
        "Of {available} of available wind and PV {rate} is curtailed: practically all of it is used.",
    ),
    "energy_unserved": ("失负荷电量 {missed}。", "{missed} of load goes unserved."),
    "energy_served": ("各时段负荷均得到供应，无失负荷。", "All load is served in every period."),
    "compared_best": (
        "各方案中“{best}”的净负荷峰谷差最小，为 {spread}，比“{first}”缩小 {less}（{rate}），净负荷最大值 {peak}，低 "
        "{lower}。",
        "Of all variants “{best}” has the smallest spread of net load, {spread}: {less} ({rate}) below “{first}”, "
        "with a peak of {peak}, {lower} lower.",
    ),
    "compared_best_higher": (
        "各方案中“{best}”的净负荷峰谷差最小，为 {spread}，比“{first}”缩小 {less}（{rate}）；但净负荷最大值 {peak}，反"
        "而高 {lower}。",
        "Of all variants “{best}” has the smallest spread of net load, {spread}: {less} ({rate}) below “{first}”; yet "
        "its peak of {peak} is {lower} higher.",
    ),
    "compared_first_best": (
        "各方案中基准方案“{best}”的净负荷峰谷差已是最小，为 {spread}。",
        "No variant has a smaller spread of net load than “{best}” itself, with {spread}.",
    ),
    "trust_passed": (
        "全部结果已由独立复算核对：共 {checks} 项检查全部通过，最大对偶间隙 {gap}（见附表 B）。",
        "An independent replay has checked every result: all {checks} checks passed, the largest gap is {gap} (annex "
        "B).",
    ),
    "trust_failed": (
        "方案{names}的结果未通过独立复算，不得据此安排运行（见附表 B）。",
        "The independent replay rejects {names}: do not operate by these figures (annex B).",
    ),
    # 2 Basis
    "basis_case": (
        "计算依据为算例“{name}”（输入摘要 {digest}，{started} 计算），全部输入及其来源列于附表 A。",
        "The basis is the case “{name}” (digest of inputs {digest}, computed on {started}); annex A lists every input "
        "with its source.",
    ),
    "basis_water": ("来水按{hydrology}计。", "The hydrology is {hydrology}."),
    "basis_head_constant": (
        "水电出力按各电站固定耗水率换算，不计水头变化。",
        "Hydro output follows from a constant productivity of each plant; head does not vary.",
    ),
    "basis_head_hull": (
        "水电出力按水头与流量的凸包近似。",
        "Hydro output follows from planes above the true power of head and flow.",
    ),
    "basis_head_successive": (
        "水电出力按水头逐次线性化求解。",
        "Hydro output follows from head by successive linearisation.",
    ),
    "basis_weather": (
        "风电、光伏可发出力由 {count} 个气象点的资源序列推算。",
        "Available wind and PV are computed from the weather of {count} sites.",
    ),
    "basis_segments": (
        "时间轴由 {count} 段代表时段组成，加权后相当于 {hours} h。",
        "The time axis is {count} representative stretches that stand for {hours} h.",
    ),
    "basis_rules": (
        "96 点数据以时段末时刻标注（00:15 至 24:00），时刻均为当地时间；丰水期为 6–10 月，平水期为 5 月和 11 月，枯水"
        "期为 12 月至次年 4 月。",
        "Tables of 96 points are stamped by the end of each quarter-hour (00:15 to 24:00) in local time; the wet "
        "season is June to October, the normal one May and November, the dry one December to April.",
    ),
    "goal_cost": (
        "优化目标为系统总费用最小（最优值 {cost}），峰谷差不在目标之内：调节后峰谷差 {spread} 是经济调度的结果，"
        "不是调峰能力的极限。",
        "The goal is least cost of the whole system ({cost}), without any term for the peak: the spread of {spread} "
        "after "
        "regulation results from economic dispatch and is no limit of what could be shaved.",
    ),
    "goal_peak": (
        "优化目标按次序为：失负荷与安全缺额最小，弃电最小，按{window}使{curve}的{measure}最小，最后费用最小。",
        "Goals in this order: least unserved load and missed safety limits, least curtailment, least {measure} of the "
        "{curve} {window}, and at last least cost.",
    ),
    "goal_curtailment": (
        "第二级求得的最小弃电（含水电弃能）为 {lost}。",
        "The second goal finds that no less than {lost} (spilled hydro included) has to be lost.",
    ),
    "goal_held": (
        "前级目标在后级求解中保持在 {held} 以内。",
        "A goal that was reached is held within {held} while the next is sought.",
    ),
    "window_day": ("日", "of every day"),
    "window_week": ("周", "of every week"),
    "window_month": ("月", "of every month"),
    "window_year": ("年", "of every year"),
    "window_all": ("全时段", "of the whole run"),
    "shaved_net_load": ("净负荷", "net load"),
    "shaved_residual": ("剩余负荷", "residual load"),
    "measure_spread": ("峰谷差", "spread"),
    "measure_peak": ("峰值", "peak"),
    "network": (
        "电网模型含本区域 {buses} 个节点（{counties} 个县区）和全部 {lines} 条线路与联络支路。",
        "The grid has {buses} buses in the area ({counties} counties) and {lines} lines and links in all.",
    ),
    "network_voltage": ("最高电压等级 {kv} kV。", "The highest voltage is {kv} kV."),
    "network_corridors": (
        "与区外经 {count} 条通道交换电力，合计容量 {capacity}。",
        "{count} corridors of {capacity} in all join it to the outside.",
    ),
    "network_ties": (
        "跨区线路与联络支路 {count} 条。",
        "{count} lines and links cross its border.",
    ),
    "network_away": (
        "外送通道 {count} 条（容量 {capacity}）接在区外节点，经上述跨区线路与本区域相连。",
        "The {count} corridors ({capacity}) begin beyond the border, at the far end of these lines.",
    ),
    "storage_new": ("储能", "Storage"),
    "total": ("合计", "Total"),
    # 3 Load
    "load_level": (
        "负荷最大 {most}（{at}），最小 {least}（{low}），平均 {mean}，用电量 {energy}。",
        "The load lies between {least} ({low}) and {most} ({at}), with a mean of {mean} and an energy of {energy}.",
    ),
    "load_rates": (
        "峰谷差 {spread}，峰谷差率 {rate}，负荷率 {factor}，最小负荷率 {least}。",
        "Its spread is {spread}, a rate of {rate}; the load factor is {factor}, the minimum load rate {least}.",
    ),
    "load_days": (
        "最大日峰谷差 {most}，平均日峰谷差 {mean}。",
        "Within a day it spreads over {most} at most and {mean} on average.",
    ),
    "load_ramp": (
        "{span}最大上升 {up}，最大下降 {down}。",
        "Within {span} it rises by at most {up} and falls by at most {down}.",
    ),
    "net_ramp": (
        "净负荷 {span}最大上升 {up}，最大下降 {down}。",
        "Within {span} the net load rises by at most {up} and falls by at most {down}.",
    ),
    "ramp_unknown": (
        "计算步长大于 3 h，爬坡指标无法给出。",
        "Steps are longer than 3 h, so ramps cannot be told.",
    ),
    "span_15min": ("15 min ", "15 min"),
    "span_1h": ("1 h ", "1 h"),
    "span_3h": ("3 h ", "3 h"),
    "kind_share": ("{kind}（{share}）", "{kind} ({share})"),
    "kinds_said": (
        "用电量以{names}为主；负荷最大时{most}为 {power}，占 {share}。",
        "Most energy goes to {names}; when the load peaks, {most} takes {power}, or {share}.",
    ),
    "whole_run": ("全时段", "whole run"),
    "counties_said": (
        "{count} 个县区中{top}负荷最大，为 {most}。",
        "Of {count} counties {top} has the largest load, {most}.",
    ),
    "counties_sending": (
        "{names}的净负荷始终不大于零，全时段为送出端。",
        "The net load of {names} is never above zero: power leaves at all times.",
    ),
    # 4 Supply
    "supply_said": (
        "区内装机 {capacity}，发电量 {made}，其中{top}最多，占 {share}。",
        "Plants of {capacity} generate {made}, most of it {top}: {share}.",
    ),
    "supply_thermal": (
        "{count} 座火电厂合计出力在 {low} 至 {high} 之间，最低出力为额定的 {share}。",
        "{count} thermal stations together give between {low} and {high}; the least is {share} of their rating.",
    ),
    "depth_said": (
        "出力变幅最大的是{name}：在 {low} 至 {high} 之间变化，变幅 {swing}，调峰深度 {depth}。",
        "{name} moves most: between {low} and {high}, over {swing}, a regulation depth of {depth}.",
    ),
    "water_said": (
        "{count} 座水库区间来水 {own}，弃水 {spilled}；其中机组有能力利用而未利用的弃水电量 {wasted}，弃水率 {rate}。",
        "{count} reservoirs receive {own} of their own inflow and spill {spilled}; turbines could have made {wasted} "
        "of it, a spill rate of {rate}.",
    ),
    "water_unspilled": (
        "{count} 座水库区间来水 {own}，弃水 {spilled}，没有机组可利用而弃掉的水（弃水率 {rate}）。",
        "{count} reservoirs receive {own} of their own inflow and spill {spilled}, none of which turbines could have "
        "used (spill rate {rate}).",
    ),
    "water_rivers": (
        "{count} 座径流式电站弃水电量 {lost}，弃水率 {rate}。",
        "{count} run-of-river plants lose {lost}, a spill rate of {rate}.",
    ),
    "water_moved": (
        "蓄水变化最大的是{name}，由 {begin} 变为 {end}（{change}）。",
        "{name} changes most, from {begin} to {end} ({change}).",
    ),
    "water_none": (
        "本区域没有带水库的水电站，水电不参与库容调节。",
        "No power station of the area has a reservoir: no water is stored.",
    ),
    # 5 New energy
    "new_none": (
        "本区域没有风电和光伏，净负荷即为负荷。",
        "The area has neither wind nor PV: the net load is the load.",
    ),
    "new_said": (
        "风电、光伏装机 {rated}，可发电量 {energy}，折合年利用小时 {hours} h。",
        "Wind and PV of {rated} could make {energy}, which is {hours} full-load hours a year.",
    ),
    "new_most": (
        "同时出力最大 {most}，为装机的 {share}，出现在{at}。",
        "Together they reach {most}, {share} of the rating ({at}).",
    ),
    "new_opposed": ("风电与光伏出力相关系数 {r}，互补。", "Wind and PV correlate by {r}: they complement one another."),
    "new_together": (
        "风电与光伏出力相关系数 {r}，同涨同落。",
        "Wind and PV correlate by {r}: they come and go together.",
    ),
    "new_apart": ("风电与光伏出力相关系数 {r}，基本不相关。", "Wind and PV correlate by {r}: next to nothing."),
    "new_at_peak": (
        "负荷最大时刻（{at}）风光可发 {output}，为装机的 {share}。",
        "When the load peaks ({at}) they could give {output}, {share} of the rating.",
    ),
    "new_sure": (
        "在负荷最大的十分之一时段（{hours} 个）内，{sure} 保证率下的出力为 {output}（装机的 {share}）。",
        "In the tenth of the periods with the largest load ({hours}), {output} ({share} of the rating) is there with "
        "a probability of {sure}.",
    ),
    "new_relief": (
        "风光使净负荷最大值比负荷最大值低 {relief}，相当于装机的 {share}。",
        "They bring the peak of the net load {relief} below that of the load, {share} of the rating.",
    ),
    "both_new": ("风电＋光伏", "Wind and PV"),
    # 6 Need
    "need_wider": (
        "负荷峰谷差 {load}，计入风光后净负荷峰谷差 {net}，增加 {more}（{rate}），增量即新能源带来的调峰需求。",
        "The load spreads over {load}, the net load over {net}: {more} ({rate}) more, which is what new energy adds "
        "to the need.",
    ),
    "need_narrower": (
        "负荷峰谷差 {load}，计入风光后净负荷峰谷差 {net}，减少 {more}（{rate}）。",
        "The load spreads over {load}, the net load over {net}: {more} ({rate}) less.",
    ),
    "need_moved": (
        "高峰由{load}移至{net}，净负荷最大 {most}。",
        "The peak moves from {load} to {net}, with a net load of {most}.",
    ),
    "need_stays": (
        "净负荷最大值与负荷最大值出现在同一时刻（{net}），为 {most}。",
        "Net load and load peak at the same time ({net}), the net load at {most}.",
    ),
    "need_negative": (
        "净负荷最小 {least}（{at}），有 {hours} 的时间低于零，风光超过本地负荷，须外送、蓄能或弃电。",
        "At its lowest the net load is {least} ({at}); for {hours} of the time it lies below zero: wind and PV exceed "
        "the load and have to be sent, stored or curtailed.",
    ),
    "need_positive": (
        "净负荷最小 {least}（{at}），全时段不低于零（{hours}）。",
        "At its lowest the net load is {least} ({at}); it is below zero for {hours} of the time.",
    ),
    "need_days": (
        "净负荷最大日峰谷差 {most}，平均日峰谷差 {mean}。",
        "Within a day the net load spreads over {most} at most and {mean} on average.",
    ),
    "days_said": (
        "本次计算含 {count} 个典型日；{most}净负荷峰谷差最大，为 {spread}（高峰{peak}，低谷{valley}），{least}最小，为"
        " {narrow}。",
        "The run has {count} typical days; the net load spreads most on the {most}: {spread} (peak {peak}, valley "
        "{valley}), and least on the {least}: {narrow}.",
    ),
}
