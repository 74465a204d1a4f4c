"""故障信息目录，中文。顺序：文件、算例结构、情景与覆盖、表格、时间序列、合理性。"""

from __future__ import annotations

from dispatch.messages.text import Frame, Text

FRAME = Frame("{}：{}", "（值：{}）", "；允许：{}", "；下一步：{}", "、", "（尚无定义）")

FAULTS: dict[str, Text] = {
    # 文件
    "missing_file": Text("文件 {name} 不存在", "请更正路径；该处的文件：{nearest}"),
    "missing_case_file": Text("目录 {name} 中没有 case.yaml", "请直接指定算例文件；该处的 YAML:{nearest}"),
    "unreadable_file": Text("无法读取文件 {name}：{reason}", "请确认它是文件且有读取权限"),
    "file_too_large": Text("文件 {name} 过大", "请拆分文件，或用 Parquet 存储序列"),
    "not_utf8": Text(
        "字节 {byte} 不是 UTF-8 文本",
        "请将文件另存为 UTF-8（Excel 选“CSV UTF-8”），例如 iconv -f gb18030 -t utf-8 {name}",
        "UTF-8",
    ),
    "yaml_syntax": Text("YAML 无法解析：{problem}", "请更正该行，检查缩进、冒号和引号"),
    "yaml_tag": Text("不允许使用标签 {tag}", "请写普通的数字、文本、列表或映射", "不带标签"),
    "not_a_case": Text("文件中没有键值映射", "请以 name: 和 bus: 开头，或复制一个内置算例"),
    "duplicate_key": Text("键 {key} 已在第 {first} 行给出", "请保留其中一个"),
    # 算例结构
    "unknown_key": Text("此处没有键 {key}", "请写下列之一：{nearest}"),
    "missing_field": Text("缺少必填项 {field}", "请补充 {field}{unit}"),
    "not_a_number": Text("{field} 必须是数字", "请只写数字{unit}，不带单位", "数字{unit}"),
    "not_a_whole_number": Text("{field} 必须是整数", "请写不带小数的数字", "整数"),
    "not_true_or_false": Text("{field} 必须是 true 或 false", "请写 true 或 false", "true、false"),
    "not_text": Text("{field} 必须是文本", "请给该值加引号", "文本"),
    "not_a_list": Text("{field} 必须是列表", "请每行写一项，以“- ”开头", "列表"),
    "not_a_mapping": Text("{field} 必须是映射", "请每行写一个“key: value”，并缩进", "映射"),
    "not_a_choice": Text("{field} 不在可选项之内", "请写下列之一：{nearest}"),
    "not_finite": Text("{field} 不是有限数", "请给出合理的数字{unit}", "有限数{unit}"),
    "out_of_limits": Text("{field} 超出限值", "请更正数字或单位{unit}"),
    "empty_text": Text("{field} 为空", "请填写文本", "至少一个字符"),
    "illegal_id": Text("标识不能为空，也不能含有字符 [ ] 和 ,", "请改名", "1–80 个字符，不含 [ ] ,"),
    "not_varying": Text(
        "{field} 既不是数字，也不是序列",
        "请给出数字{unit}、序列（表/列），或 {{monthly: [十二个数]}}",
        "数字、表/列、{{series: …}}、{{monthly: […]}}",
    ),
    "not_twelve": Text("monthly 需要一月至十二月每月一个值", "请给出十二个数", "12 个值"),
    "unreadable_time": Text("{field} 不是日期或时间", "请写成 2030-01-01 或 2030-01-01T00:00+08:00", "ISO 8601"),
    "time_without_zone": Text("{field} 没有时区，或该地方时有歧义", "请加上偏移，如 2030-01-01T00:00+08:00"),
    "no_bus": Text("没有给出母线", "请至少添加一个母线：- id: …", "至少一个母线"),
    "not_a_table": Text("{field} 不是序列表", "请给出文件，或在 Python 中给出 TimeTable"),
    "value_refused": Text("{field} 不被接受（{reason}）", "请与 'dispatch schema' 对照"),
    # 情景与覆盖
    "unknown_run": Text("没有这样的运行，或不止一个", "请写下列之一：{nearest}"),
    "run_exists": Text("运行目录已存在", "请用 --out 另指定目录"),
    "directory_exists": Text("目录已存在且不为空", "请指定新目录"),
    "objective_not_built": Text("本版本尚无目标 {name}", "请用 --objective cost", "cost"),
    "unknown_scenario": Text("情景 {name} 不存在", "请选择下列之一：{nearest}"),
    "remove_unknown": Text("无法删除 {family} {name}：算例中没有它", "请写下列之一：{nearest}"),
    "override_unreadable": Text("覆盖应写成 路径=值", "例如 solver.name=simplex", "路径=值"),
    "override_unknown": Text("路径 {path} 不存在：没有 {part}", "请写下列之一：{nearest}"),
    "override_incomplete": Text("路径 {path} 不完整", "请继续写到部件或字段，例如：{nearest}"),
    "override_too_deep": Text("路径 {path} 过深：{part} 没有下级", "请整体设置 {part}"),
    # 表格
    "missing_header": Text("首行没有列名", "请在最上面加一行表头：{example}", "表头行"),
    "one_column": Text("表格只有一列", "请用逗号分隔各列", "逗号分隔"),
    "duplicate_column": Text("列 {column} 出现两次", "请改名或删除其中一列"),
    "unnamed_column": Text("第 {number} 列没有列名", "请命名或删除该列"),
    "empty_table": Text("表格没有数据行", "请添加数据行，或去掉该表", "至少一行"),
    "ragged_row": Text("该行的单元格数与表头不同", "请检查是否缺少或多出逗号"),
    "unreadable_cell": Text("单元格无法解析：{problem}", "请更正括号和引号"),
    # 时间序列
    "unknown_format": Text(
        "序列文件 {name} 既不是 CSV 也不是 Parquet", "请给出 .csv 或 .parquet 文件", ".csv、.parquet"
    ),
    "illegal_table_name": Text("序列表名不能含有“/”", "请改名", "不含 /"),
    "empty_cell": Text("单元格为空（共 {count} 处）", "请填入数字", "数字"),
    "nan_cell": Text("单元格为 NaN（共 {count} 处）", "请填入数字", "数字"),
    "infinite_cell": Text("单元格为无穷大（共 {count} 处）", "请给出真实的数字", "有限数"),
    "not_number_cell": Text("单元格不是数字（共 {count} 处）", "请只写数字", "数字"),
    "unreadable_stamp": Text("时间戳无法解析（共 {count} 处）", "请写成 2030-01-01T00:15", "ISO 8601"),
    "naive_stamp": Text(
        "时间戳没有偏移，该表也没有声明时区",
        "请为该序列加上 zone: Asia/Shanghai，或将时间戳写成 2030-01-01T00:00+08:00",
        "时区或偏移",
    ),
    "mixed_stamps": Text("时间戳有的带偏移，有的不带", "请统一写法"),
    "zone_mismatch": Text("时间戳的偏移与时区 {zone} 不符（共 {count} 处）", "请更正时间戳或时区"),
    "ambiguous_stamp": Text(
        "{zone} 时钟回拨，该地方时出现两次（共 {count} 处）", "请写带偏移的时间戳", "带偏移的时间戳"
    ),
    "nonexistent_stamp": Text(
        "{zone} 时钟拨快，该地方时不存在（共 {count} 处）", "请写带偏移的时间戳", "带偏移的时间戳"
    ),
    "duplicate_stamp": Text("时间戳与上一行重复（共 {count} 行）", "请删除其中一行"),
    "unordered_stamp": Text("时间戳早于上一行（共 {count} 行）", "请按时间排序"),
    "stamp_gap": Text("该时间戳之前缺少数据行（共 {count} 处）", "请从 {expected} 起补齐"),
    "irregular_step": Text("到该时间戳的步长与全表不同（共 {count} 行）", "请让全表步长一致"),
    "table_too_short": Text("只有一行，无法得知步长", "请增加数据行", "至少两行"),
    "not_whole_repeat": Text(
        "repeat: {repeat} 的表必须从 {zone} 当地零点（year 则为 1 月 1 日零点）起，恰好覆盖一个 {repeat}",
        "请裁剪或补齐该表（不含 2 月 29 日），或写 repeat: no",
    ),
    "series_not_covering": Text(
        "序列表 {table} 未覆盖时段 {start} 至 {end}",
        "请缩短 --from/--to，或增加数据行，或写 repeat: year",
    ),
    "sum_at_instant": Text(
        "序列表 {table} 是累计量，没有瞬时读数", "请声明 quantity: mean 或 instant", "mean、instant"
    ),
    # 合理性
    "duplicate_id": Text("该标识已被前面的 {family} 使用", "请给其中一个改名"),
    "unknown_bus": Text("没有母线 {name}", "请写下列之一：{nearest}"),
    "unknown_reservoir": Text("没有水库 {name}", "请写下列之一：{nearest}"),
    "unknown_series": Text("没有序列表 {name}", "请写下列之一：{nearest}"),
    "unknown_column": Text("序列表 {table} 没有列 {name}", "请写下列之一：{nearest}"),
    "unknown_zone": Text("时区 {name} 不存在", "请写下列之一：{nearest}", "IANA 时区数据库中的名称"),
    "unknown_quantity": Text("无法计算关于 {name} 的事实", "请写下列之一：{nearest}"),
    "unknown_area": Text("没有母线位于区域 {name}", "请写下列之一：{nearest}"),
    "cascade_cycle": Text("水会循环流动：{cycle}", "请更正其中一个的 downstream", "无环"),
    "pump_without_downstream": Text("抽水电站需要可抽的水", "请为水库 {name} 给出 downstream"),
    "pump_without_power": Text("抽水电站需要 pump_mw_per_m3s", "请补充 pump_mw_per_m3s，单位 MW/(m³/s)"),
    "missing_reactance": Text("kirchhoff: true 的线路需要 x_pu", "请补充 x_pu（不为零），或去掉 kirchhoff"),
    "same_bus_twice": Text("两端都是母线 {name}", "请将一端改为另一个母线", "两个不同的母线"),
    "lossy_two_way_link": Text(
        "可反送的直流联络线不能有损耗", "请将 loss_pu 设为 0，或改为两条单向联络线", "loss_pu = 0 或 p_min_pu ≥ 0"
    ),
    "crossed_limits": Text("{field} 越过了 {other}", "请更正其中一个"),
    "start_outside_limits": Text("{field} 在起始时刻超出限值", "请更正 {field} 或限值"),
    "terminal_outside_limits": Text("{field} 在结束时刻无法满足", "请更正 {field} 或限值"),
    "cyclic_against_terminal": Text(
        "cyclic 要求首尾相同，而起始值低于 {other}", "请提高 {field}、降低 {other} 或去掉 cyclic"
    ),
    "import_below_export": Text(
        "受入电价低于外送电价，买进卖出即可无限获利",
        "请使 import_price_cny_per_mwh 不低于 price_cny_per_mwh，或将 p_min_pu 设为 0",
    ),
    "impossible_obligation": Text("{field} 超过通道一年能输送的电量", "请检查单位：每年 MWh"),
    "empty_case": Text("没有需要供电的对象", "请添加负荷或外送通道", "至少一个负荷或外送通道"),
    "end_before_start": Text("结束时间不晚于起始时间", "请给出更晚的结束时间（结束时刻本身不计入）"),
    "incomplete_time": Text("start 与 end 必须成对给出", "请补充 {field}"),
    "time_given_twice": Text("时段由 start 和 end 给出，或由 segments 给出", "请去掉其中一种"),
    "illegal_step": Text("步长不合法", "例如写 15min 或 1h", "5min 至 6h"),
    "step_not_dividing": Text("步长不能整除 {hours} 小时的时段", "请选择可整除的步长，或移动结束时间"),
}
