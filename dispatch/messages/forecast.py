"""What the product says of forecasts and their scores: faults."""

from __future__ import annotations

from dispatch.messages.text import Text

FAULTS_EN: dict[str, Text] = {
    "nothing_to_forecast": Text(
        "the case has nothing of these kinds that changes over time", "name other kinds, or give the case a series"
    ),
    "unknown_kind": Text("there is no kind {name}", "write one of: {nearest}"),
    "forecast_needs_one_span": Text("forecasts need one span of time", "give --from and --to"),
    "not_a_quarter_hour": Text("the time is not on a full quarter-hour", "choose :00, :15, :30 or :45", "15 min"),
    "intraday_gap": Text(
        "between two intraday issues some periods would not be forecast",
        "shorten intraday_every_min or lengthen intraday_h",
    ),
    "forecast_unknown_column": Text("forecast files have no column {name}", "rename or delete it: {nearest}"),
    "forecast_missing_column": Text(
        "column {name} is missing", "add {name}, or give a wide table: time and one column an entity"
    ),
    "forecast_without_zone": Text(
        "stamps have no offset",
        "write 2030-01-01T00:15+08:00, or give --zone Asia/Shanghai",
        "offsets, or --zone",
    ),
    "forecast_after_the_fact": Text(
        "the period begins before the forecast was issued ({count} in all)",
        "correct issue_time, lead_h or valid_time",
        "valid_time ≥ issue_time",
    ),
    "forecast_lead_mismatch": Text(
        "lead_h is not valid_time minus issue_time ({count} in all)", "correct one of the three, or leave out lead_h"
    ),
    "forecast_overlapping_periods": Text(
        "the period does not lie on the steps of the file, so that periods overlap ({count} in all)",
        "give every period of a file the same length",
    ),
    "forecast_twice": Text(
        "the same period is forecast twice in one issue ({count} in all)",
        "delete one of the rows",
        "one row an entity, issue and period",
    ),
    "forecast_gap": Text(
        "periods are missing before this one ({count} gaps in all)", "add the rows from {expected} on, or allow --gaps"
    ),
    "forecast_overlap": Text("file {name} holds the same forecasts ({count} in all)", "give each forecast once"),
    "forecast_outside_case": Text(
        "the period lies outside the horizon of the case", "cut the file, choose another scenario, or give --actual"
    ),
    "forecast_unknown_entity": Text("nothing that is forecast is called {name}", "write one of: {nearest}"),
    "forecast_ambiguous_entity": Text(
        "{name} is more than one thing in the case", "add a column kind, or head the column with one of: {nearest}"
    ),
    "forecast_unit": Text("the unit of {name} is not legal", "write one unit for each entity"),
    "forecast_beyond_rating": Text("the forecast is more than can be", "correct the number, its unit or the plant"),
    "forecast_scale": Text(
        "the number cannot be in {unit}; it looks like {looks}", "convert it, or say which unit it is: --unit pu"
    ),
    "forecast_negative": Text(
        "the forecast is negative ({count} in all)", "give what will be available, at least 0", "≥ 0"
    ),
    "actual_missing": Text("file {file} has no actual values of {name}", "add them; it has: {nearest}"),
    "actual_not_covering": Text(
        "the actual values of {name} in file {file} end before its forecasts do", "add rows; the file covers {span}"
    ),
    "actual_too_coarse": Text(
        "actual values are means over longer periods than the forecasts",
        "give actual values with the step of the forecasts",
    ),
    "unknown_group": Text("scores cannot be grouped by {name}", "write some of: {nearest}"),
    "unknown_product": Text("there is no issue {name}", "write one of: {nearest}"),
    "unwritable_output": Text("no file can be written there", "name a file in a directory that you may write to"),
    "unknown_output": Text("scores cannot be written as {name}", "name a file .csv or .html", ".csv, .html"),
}
FAULTS_ZH: dict[str, Text] = {
    "nothing_to_forecast": Text("算例中没有这些类别的随时间变化的对象", "请选择其他类别，或为算例给出序列"),
    "unknown_kind": Text("没有类别 {name}", "请写下列之一：{nearest}"),
    "forecast_needs_one_span": Text("预测需要一个连续的时段", "请给出 --from 和 --to"),
    "not_a_quarter_hour": Text("时刻不在整刻钟上", "请取 :00、:15、:30 或 :45", "15 分钟"),
    "intraday_gap": Text("两次日内发布之间有时段没有预测", "请缩短 intraday_every_min 或加长 intraday_h"),
    "forecast_unknown_column": Text("预测文件没有列 {name}", "请改名或删除：{nearest}"),
    "forecast_missing_column": Text("缺少列 {name}", "请补充 {name}，或给出宽表：时间列加每个对象一列"),
    "forecast_without_zone": Text(
        "时刻没有时差", "请写成 2030-01-01T00:15+08:00，或给出 --zone Asia/Shanghai", "带时差，或给出 --zone"
    ),
    "forecast_after_the_fact": Text(
        "时段早于预测的发布时刻（共 {count} 处）", "请更正 issue_time、lead_h 或 valid_time", "valid_time ≥ issue_time"
    ),
    "forecast_lead_mismatch": Text(
        "lead_h 不等于 valid_time 减 issue_time（共 {count} 处）", "请更正三者之一，或去掉 lead_h"
    ),
    "forecast_overlapping_periods": Text(
        "时段不在文件的步长上，与其他时段重叠（共 {count} 处）", "请让同一文件的各时段等长"
    ),
    "forecast_twice": Text(
        "同一次发布中同一时段预测了两次（共 {count} 处）", "请删去其中一行", "每个对象、每次发布、每个时段一行"
    ),
    "forecast_gap": Text(
        "此时段之前缺少时段（共 {count} 处缺口）", "请补充自 {expected} 起的各行，或用 --gaps 允许缺口"
    ),
    "forecast_overlap": Text("文件 {name} 含有相同的预测（共 {count} 处）", "每个预测只给一次"),
    "forecast_outside_case": Text("时段在算例的时间范围之外", "请截取文件、另选情景，或给出 --actual"),
    "forecast_unknown_entity": Text("没有名为 {name} 的预测对象", "请写下列之一：{nearest}"),
    "forecast_ambiguous_entity": Text("算例中有多个 {name}", "请添加 kind 列，或将列名写成：{nearest}"),
    "forecast_unit": Text("{name} 的单位不合法", "请为每个对象写一个单位"),
    "forecast_beyond_rating": Text("预测超过了可能的最大值", "请更正数值、单位或电站"),
    "forecast_scale": Text("该数值不可能以 {unit} 为单位，看起来像 {looks}", "请换算，或说明单位：--unit pu"),
    "forecast_negative": Text("预测为负（共 {count} 处）", "请给出可用的量，至少为 0", "≥ 0"),
    "actual_missing": Text("文件 {file} 没有 {name} 的实测值", "请补充；文件中有：{nearest}"),
    "actual_not_covering": Text("文件 {file} 中 {name} 的实测值没有覆盖全部预测", "请补充行；文件覆盖 {span}"),
    "actual_too_coarse": Text("实测值的时段比预测的长", "请给出与预测同步长的实测值"),
    "unknown_group": Text("评分不能按 {name} 分组", "请写下列中的若干：{nearest}"),
    "unknown_product": Text("没有发布类型 {name}", "请写下列之一：{nearest}"),
    "unwritable_output": Text("无法在该处写入文件", "请指定您有权写入的目录中的文件"),
    "unknown_output": Text("评分不能写成 {name}", "请将文件命名为 .csv 或 .html", ".csv、.html"),
}
