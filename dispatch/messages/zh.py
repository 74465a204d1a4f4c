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
    "unwritable_folder": Text("无法在该处写入目录", "请用 --out 或 --runs 指定您有权写入的位置"),
    "directory_exists": Text("目录已存在且不为空", "请指定新目录"),
    "scenario_cycle": Text("情景互相扩展，形成循环：{cycle}", "请去掉其中一个 extends"),
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
        "无法从序列文件 {name} 的扩展名得知格式",
        "请写 format: csv、parquet、epw、tmy2、tmy3、pvgis 或 nsrdb",
        ".csv、.parquet、.epw、.tm2、.tmy3、.json",
    ),
    "wrong_format": Text("该文件是 {found} 格式，不是 {format}", "请写 format: {found}，或换一个文件"),
    "weather_header": Text("这不是 {format} 文件：{what} 不在应有的位置", "请检查文件，或写另一种 format: …"),
    "not_pvgis_json": Text("该 JSON 不是 PVGIS 的输出", "请从 PVGIS 重新下载（outputformat=json），或换一个文件"),
    "impossible_site": Text("测站的 {what} 不可能", "请更正文件头"),
    "weather_not_hourly": Text("文件每小时不止一条记录", "请给出逐小时文件，或改用 CSV"),
    "tilted_irradiance": Text("辐照度属于倾斜面", "请从 PVGIS 以 angle=0、components=1 下载"),
    "mixed_years": Text("{month} 月的数据来自不止一个年份", "请按整月拼接", "每月一个年份"),
    "typical_year_once": Text("各月取自 {years}：典型年没有自己的日期", "请写 repeat: year，或不写 repeat"),
    "too_few_rows": Text("文件中断：全年 {count} 个时段不足一半，只到 {last}", "请重新下载文件"),
    "zone_between_steps": Text("{zone} 的元旦零点落在文件两行之间", "请写相差整步长的时区"),
    "missing_column": Text("表中没有列 {name}", "请写下列之一：{nearest}"),
    "unit_without_quantity": Text("{name} 不是气象列，无法得知单位", "请写下列之一：{nearest}"),
    "unknown_unit": Text("{name} 不能使用该单位", "请写下列之一：{nearest}"),
    "wrong_unit": Text("{name} 显然不是名称所示单位，而是 {unit}", "请在该序列中写 units: {{{name}: {unit}}}"),
    "repair_needs_site": Text("repair: [{repair}] 需要知道太阳位置", "请为该序列加上 lat 和 lon"),
    "site_mismatch": Text("该表是在别处测得的（{place}）", "请换用当地的文件，或更正 lat 和 lon"),
    "station_differs": Text(
        "气象文件的测量高度与此不同（{field}）", "请写 {field}: {told}；电站可另有自己的 altitude_m"
    ),
    "missing_rows": Text(
        "缺少 {count} 行，首处在 {first}，最长连续 {hours} 小时", "请补齐，或在该序列中写 repair: [gaps]"
    ),
    "missing_values": Text(
        "缺少 {count} 个数值，首处在 {first}，最长连续 {hours} 小时", "请补齐，或在该序列中写 repair: [gaps]", "数字"
    ),
    "gap_too_long": Text(
        "缺少 {count} 个数值，首处在 {first}，最长连续 {hours} 小时，过长而无法修补",
        "请为这段时间换用其他文件，或使用合成年",
        "不超过 31 天，且前后有数据",
    ),
    "illegal_table_name": Text("序列表名不能含有“/”", "请改名", "不含 /"),
    "empty_cell": Text("单元格为空（共 {count} 处）", "请填入数字，或在该序列中写 repair: [gaps]", "数字"),
    "nan_cell": Text("单元格为 NaN（共 {count} 处）", "请填入数字，或在该序列中写 repair: [gaps]", "数字"),
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
    "stamp_gap": Text("该时间戳之前缺少数据行（共 {count} 处）", "请从 {expected} 起补齐，或写 repair: [gaps]"),
    "irregular_step": Text("到该时间戳的步长与全表不同（共 {count} 行）", "请让全表步长一致"),
    "table_too_short": Text("只有一行，无法得知步长", "请增加数据行", "至少两行"),
    "not_whole_repeat": Text(
        "repeat: {repeat} 的表必须从 {zone} 当地零点（year 则为 1 月 1 日零点）起，恰好覆盖一个 {repeat}",
        "请裁剪或补齐该表（不含 2 月 29 日）；气象文件请写 zone: {zone}；或写 repeat: no",
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
    "unknown_entity": Text("没有 {family} {name}", "请写下列之一：{nearest}"),
    "unknown_turbine": Text("没有机型 {name} 的完整功率曲线", "请写下列之一：{nearest}"),
    "hub_below_blades": Text("机型 {name} 的叶片会触地", "请给出大于叶片长度的轮毂高度"),
    "weather_lacks": Text("气象站点 {name} 没有 {field}", "请在表中补充，或改用其他气象站点"),
    "wind_below_roughness": Text("粗糙度大于气象站点 {name} 的测风高度", "请减小粗糙度，或给出更高处的风速"),
    "yield_needs_year": Text(
        "气象站点 {name} 的数据不是整年，无法按满发小时数校准",
        "请去掉 full_load_hours_h，或给出整年气象数据",
        "整年",
    ),
    "yield_out_of_reach": Text("该气象条件下达不到这一满发小时数", "请检查 full_load_hours_h、站点气象和装机参数"),
    "unusual_factor": Text(
        "为达到已知发电量，校准系数超出通常范围", "请检查站点的海拔、日照或风速、损失以及发电量本身"
    ),
    "reserved_table_name": Text("{name} 是生成序列的类别名称，不能作为序列表名", "请给序列表改名", "不得与类别同名"),
    "unknown_series": Text("没有序列表 {name}", "请写下列之一：{nearest}"),
    "unknown_column": Text("序列表 {table} 没有列 {name}", "请写下列之一：{nearest}"),
    "unknown_zone": Text("时区 {name} 不存在", "请写下列之一：{nearest}", "IANA 时区数据库中的名称"),
    "impossible_sunshine": Text(
        "纬度 {lat}°、海拔 {altitude_m} m 处不可能有这么多日照：晴空日照也没有这么长",
        "请更正 sun_hours_h（法向直接辐照度大于 120 W/m² 的小时数）、lat 或 altitude_m",
    ),
    "impossible_ghi": Text(
        "纬度 {lat}° 处，日照 {hours} h 时不可能有这样的总辐照量",
        "请更正 ghi_kwh_per_m2 或 sun_hours_h；也可省略其一，由另一项推算",
    ),
    "impossible_month": Text("有的月值在任何地方都不可能出现", "请更正十二个月值或其单位"),
    "weather_sums": Text("表 {table} 存的是累计量，而气象按平均值读取", "请声明 quantity: mean", "mean、instant"),
    "no_weather_column": Text(
        "序列表 {table} 缺少气象所需的列 {name}",
        "请加入 {name}，或在该序列中指明列名 columns: {{{name}: …}}；表中现有的列：{nearest}",
    ),
    "impossible_weather": Text(
        "序列表 {table} 的列 {name} 在 {time} 的值不可能为真（共 {count} 处）", "请更正数值或该列的单位"
    ),
    "unknown_quantity": Text("无法计算关于 {name} 的事实", "请写下列之一：{nearest}"),
    "unknown_area": Text("没有母线位于区域 {name}", "请写下列之一：{nearest}"),
    "cascade_cycle": Text("水会循环流动：{cycle}", "请更正其中一个的 downstream", "无环"),
    "missing_companion": Text("没有 {other}，{field} 无意义", "请补充 {other}，或去掉 {field}"),
    "one_of_two": Text("{one} 与 {other} 必须且只能给出一个", "请补充其中一个，或去掉另一个"),
    "curve_lengths": Text("曲线的 y 与 x 个数不同", "请更正其中一个列表"),
    "curve_unordered": Text("曲线的 x 没有递增", "请按 x 排序，每个 x 只给一次"),
    "curve_falling": Text("曲线的 y 没有递增，不能用作 {field}", "请更正曲线各点"),
    "head_without_plant": Text(
        "没有电站同时具备 efficiency_constant 以及带 level_storage 和 tailwater 的水库",
        "请为电站补齐，或写 method: constant",
        "至少一座计水头的电站",
    ),
    "level_outside_curve": Text("{field} 超出水位库容曲线范围", "请更正 {field}，或延长曲线"),
    "not_thirty_six": Text("ten_day_shape 需要全年每旬一个值", "请给出 36 个数", "36 个值"),
    "hours_out_of_reach": Text("没有任何设计流量能达到这样的利用小时数", "请降低 full_load_hours_h 或 ecological_m3s"),
    "pump_without_downstream": Text("抽水电站需要可抽的水", "请为水库 {name} 给出 downstream"),
    "pump_without_power": Text("抽水电站需要 pump_mw_per_m3s", "请补充 pump_mw_per_m3s，单位 MW/(m³/s)"),
    "load_bent_twice": Text("负荷 {name} 已由 {other} 调节", "请停用其一（enabled: false）"),
    "depths_unordered": Text(
        "duration_depth_pu 与 duration_h 未按深度越大、时长越短配对", "两列个数须相同；深度递增，深度与时长之积不增"
    ),
    "batch_too_long": Text("ramp_share 与 hold_share 之和超过一个炉次", "请减小其中之一", "合计 ≤ 1"),
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
    "charging_energy_beyond_stays": Text("车辆停留期间充电桩充不了这么多电", "请降低电量，或提高功率、增加快充桩"),
    "charging_share_beyond_stays": Text("停留时间足够参与调节的车辆没有这么多", "请降低比例，或增加家用、单位或重卡桩"),
    "charging_without_its_profile": Text("充电负荷必须采用其自身充电过程生成的需求", "请在该负荷中写 p_pu: {needed}"),
    "charging_without_piles": Text("各类充电桩比例均为 0", "请至少给出一类", "合计大于 0"),
    "green_plant_unknown": Text("没有名为 {name} 的新能源场站或水电厂", "请写下列之一：{nearest}"),
    "green_contracts_differ": Text("每座绿电场站须对应一个合同比例", "请给出同样多的比例，或都不给", "{count} 个值"),
    "green_sold_twice": Text("场站 {name} 售出的绿电超过其发电量", "请降低其中一个合同比例：{users}", "合计 ≤ 1"),
    "green_without_plants": Text("绿电必须有来源", "请写 green_plants，或将比例设为 0"),
    "nothing_flexible": Text("本算例没有可调节的负荷", "请添加或启用其中之一：{nearest}"),
    "member_shares_differ": Text("列名的每个负荷都须有一个比例", "比例的个数须与负荷相同，或不写", "{count} 个值"),
    "unknown_county": Text("没有母线位于县区 {name}", "可选：{nearest}"),
    "kind_not_here": Text("县区 {county} 没有这一类负荷", "可选：{nearest}"),
    "virtual_plant_empty": Text("虚拟电厂须有成员", "请写 loads，或某县区的 kinds"),
    "virtual_plant_small": Text("成员承诺的容量不足以组成虚拟电厂", "请增加成员，或提高承诺比例"),
    "load_promised_twice": Text("负荷 {name} 承诺的比例超过其全部", "请降低其中之一的比例：{plants}", "合计 ≤ 1"),
    "empty_case": Text("没有需要供电的对象", "请添加负荷或外送通道", "至少一个负荷或外送通道"),
    "end_before_start": Text("结束时间不晚于起始时间", "请给出更晚的结束时间（结束时刻本身不计入）"),
    "incomplete_time": Text("start 与 end 必须成对给出", "请补充 {field}"),
    "time_given_twice": Text("时段由 start 和 end 给出，或由 segments 给出", "请去掉其中一种"),
    "illegal_step": Text("步长不合法", "例如写 15min 或 1h", "5min 至 6h"),
    "step_not_dividing": Text("步长不能整除 {hours} 小时的时段", "请选择可整除的步长，或移动结束时间"),
}
