"""Words for what is found, noted and repaired in measured tables. Both languages have the same keys and places."""

from __future__ import annotations

EN: dict[str, str] = {
    "note_format": "read as {format}, which its {reason} says",
    "reason_extension": "extension",
    "reason_content": "first lines",
    "note_encoding": "the text is not UTF-8 and was read as GB18030; only names depend on it",
    "note_typical": "typical year: months of {years}, laid on 365 days from new year at UTC{offset}; repeats yearly",
    "note_actual": "a year that was, {years}: read once; write repeat: year to let it stand for every year",
    "note_minute": "irradiance was read {value} min after each period began; its means follow the sun from reading to "
    "reading",
    "note_leap_day": "29 February left out ({count} periods), because the table repeats every year of 365 days",
    "note_no_site": "lat and lon of the series are not given: irradiance and clock were not compared with the sun",
    "gap": "no value in {count} periods, {first} to {last}; the longest gap has {value}",
    "spike": "{count} values leap out of what is around them ({first} to {last}); the worst is {value} beside {limit}",
    "beyond": "{count} values are physically impossible ({first} to {last}); the worst is {value}, the limit {limit}",
    "stuck": "the same value {value} in {count} periods on end ({first} to {last}); more than {limit} is no chance",
    "constant": "the whole column is {value}: not measured",
    "zone": "the sun says that the clock is {value} min ahead (behind if negative) throughout",
    "clock_shift": "the sun says that the clock is {value} min ahead (behind if negative) from {first} to {last}",
    "closure": "global irradiance differs from direct plus diffuse in {count} periods ({first} to {last}), by up to "
    "{value} W/m² where {limit} is allowed",
    "night": "{count} values above {limit} W/m² while the sun is down ({first} to {last}); the highest is {value}",
    "negative": "{count} values are negative ({first} to {last}); the lowest is {value}",
    "repaired": "{count} values repaired, {first} to {last}: {method}",
    "method_interpolated": "interpolated",
    "method_clear_sky": "interpolated as a share of the clear sky",
    "method_days": "mean of the same time of day on the days around",
    "method_clear_sky_days": "mean share of the clear sky at the same time of day on the days around",
    "method_zero": "set to zero",
    "method_moved": "moved by {value} min",
}

ZH: dict[str, str] = {
    "note_format": "根据{reason}按 {format} 格式读取",
    "reason_extension": "扩展名",
    "reason_content": "文件开头内容",
    "note_encoding": "文本不是 UTF-8，已按 GB18030 读取；只影响名称",
    "note_typical": "典型年：各月取自 {years}，从 UTC{offset} 的元旦起排成 365 天，逐年重复",
    "note_actual": "实际年份 {years}：只用一次；若要代表每一年，请写 repeat: year",
    "note_minute": "辐照度为每个时段开始后 {value} 分钟的读数；时段均值按太阳位置在读数之间推算",
    "note_leap_day": "已略去 2 月 29 日（{count} 个时段），因为该表按 365 天逐年重复",
    "note_no_site": "该序列未给 lat 和 lon：辐照度和时钟未与太阳位置核对",
    "gap": "{first} 至 {last} 共 {count} 个时段没有数值，最长连续缺 {value} 个",
    "spike": "{count} 个数值明显偏离前后（{first} 至 {last}），最严重的为 {value}，通常为 {limit}",
    "beyond": "{count} 个数值在物理上不可能（{first} 至 {last}），最严重的为 {value}，限值 {limit}",
    "stuck": "数值 {value} 连续 {count} 个时段不变（{first} 至 {last}），超过 {limit} 个不会是巧合",
    "constant": "整列都是 {value}，并非实测",
    "zone": "按太阳位置判断，时钟始终偏快 {value} 分钟（负为偏慢）",
    "clock_shift": "按太阳位置判断，{first} 至 {last} 时钟偏快 {value} 分钟（负为偏慢）",
    "closure": "{count} 个时段总辐照度与直射加散射不符（{first} 至 {last}），最大相差 {value} W/m²，允许 {limit}",
    "night": "太阳落山后仍有 {count} 个数值高于 {limit} W/m²（{first} 至 {last}），最高 {value}",
    "negative": "{count} 个数值为负（{first} 至 {last}），最低 {value}",
    "repaired": "已修补 {count} 个数值，{first} 至 {last}：{method}",
    "method_interpolated": "插值",
    "method_clear_sky": "按晴空比例插值",
    "method_days": "取前后若干天同一时刻的平均",
    "method_clear_sky_days": "取前后若干天同一时刻晴空比例的平均",
    "method_zero": "置零",
    "method_moved": "平移 {value} 分钟",
}

QUALITY: dict[str, dict[str, str]] = {"en": EN, "zh": ZH}
