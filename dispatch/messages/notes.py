"""Remarks beside targets and what was achieved. Both languages have the same keys and places; a test says so."""

from __future__ import annotations

EN: dict[str, str] = {
    "assumed": "assumed climate: no target in the case",
    "part_of_year": "the table does not hold the whole of it",
    "fitted": "model {before:,.0f} h × {factor:.3f}",
    "fitted_unusually": "model {before:,.0f} h × {factor:.3f}: an unusual factor",
    "no_whole_year": "the weather does not span whole years",
    "ordered": "dry < normal < wet",
    "out_of_order": "dry, normal and wet are out of order",
}

ZH: dict[str, str] = {
    "assumed": "气候为默认假设，算例未给目标",
    "part_of_year": "数据表未覆盖整个时段",
    "fitted": "模型 {before:,.0f} h × {factor:.3f}",
    "fitted_unusually": "模型 {before:,.0f} h × {factor:.3f}：校准系数超出通常范围",
    "no_whole_year": "气象数据不是整年",
    "ordered": "枯水年 < 平水年 < 丰水年",
    "out_of_order": "枯、平、丰水年次序有误",
}

NOTES: dict[str, dict[str, str]] = {"en": EN, "zh": ZH}
