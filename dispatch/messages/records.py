"""What the product says of meters and reports of output: faults."""

from __future__ import annotations

from dispatch.messages.text import Text

FAULTS_EN: dict[str, Text] = {
    "not_a_table_file": Text("{name} is no table that can be read", "save it as .csv or .parquet", ".csv, .parquet"),
    "not_a_key_unit": Text(
        "column {name} is no load of which it is known what it makes", "rename or delete it; key units: {nearest}"
    ),
    "negative_cell": Text("{count} value(s) are below zero", "correct them, or leave the cells empty"),
    "meter_step": Text("periods of a meter are months, or no longer than a day", "give a meter of finer steps"),
    "meter_beyond_load": Text(
        "{count} value(s) are more than twice what the load can draw", "say the unit of the meter (now: {unit})"
    ),
    "meter_crosses": Text(
        "{count} period(s) of the meter run past the end of an interval of output",
        "give a meter whose periods end at local midnight",
    ),
    "output_step": Text(
        "output is reported by local day or month",
        "give a row for each day (from midnight) or month (2025-01)",
        "days or months from local midnight",
    ),
    "output_unmatched": Text(
        "meter {meter} and the reports of output have no unit in common", "name the columns alike, by ids of loads"
    ),
    "output_too_few": Text(
        "too few intervals have both energy and output", "give a longer time, or fill the gaps of either file"
    ),
    "output_flat": Text("output never changes", "give intervals of different output: energy then tells them apart"),
    "output_unrelated": Text(
        "energy does not grow with output, as far as these intervals tell",
        "see that both files are of the same unit and time, or give more intervals",
    ),
}
FAULTS_ZH: dict[str, Text] = {
    "not_a_table_file": Text("{name} 不是可读取的表格", "请另存为 .csv 或 .parquet", ".csv、.parquet"),
    "not_a_key_unit": Text("列 {name} 不是已知产品电耗的负荷", "请改名或删除；重点用户：{nearest}"),
    "negative_cell": Text("有 {count} 个值小于零", "请更正，或将单元格留空"),
    "meter_step": Text("计量时段应为月，或不长于一天", "请提供更细步长的计量"),
    "meter_beyond_load": Text("有 {count} 个值超过该负荷可用电量的两倍", "请说明计量单位（现为 {unit}）"),
    "meter_crosses": Text("有 {count} 个计量时段跨过产量区间的终点", "请提供在当地零点结束的计量时段"),
    "output_step": Text("产量按当地日或月上报", "请每天（自零点起）或每月（2025-01）给一行", "自当地零点起的日或月"),
    "output_unmatched": Text("计量 {meter} 与产量上报没有共同的用户", "请用负荷的 id 统一列名"),
    "output_too_few": Text("电量与产量俱全的区间太少", "请提供更长时间的数据，或补全任一文件的缺口"),
    "output_flat": Text("产量始终不变", "请提供产量不同的区间，才能由电量区分"),
    "output_unrelated": Text("就这些区间看，电量不随产量增加", "请核对两个文件是否同一用户、同一时间，或提供更多区间"),
}
