"""Words of the page of scores. Both languages have the same keys; a test says so."""

from __future__ import annotations

EN: dict[str, str] = {
    "title": "Forecast scores",
    "by_lead": "Error by lead time",
    "by_county": "Error by county",
    "week": "A week of forecasts",
    "table": "Scores",
    "note": "Errors are relative to the capacity of each plant (loads: greatest demand; inflows: mean). Skill is "
    "1 − RMSE / RMSE of the reference: persistence is the last observation up to 4 h ahead, beyond that the same "
    "time of the last day known at the issue; smart persistence keeps the share of the clear sky. Accuracy is "
    "1 − RMSE / capacity. PV without nights.",
    "lead_axis": "lead time, h",
    "rmse_axis": "RMSE, % of capacity",
    "forecast": "forecast",
    "persistence": "persistence",
    "actual": "actual",
    "band": "80 % of errors of this size (±1.28 RMSE)",
    "elsewhere": "no county",
    "wind": "wind", "pv": "PV", "hydro": "small hydro", "inflow": "inflow", "load": "load",
    "day_ahead": "day-ahead", "intraday": "intraday",
    "kind": "kind", "product": "issue", "lead": "lead h", "lead_h": "lead h", "county": "county", "entity": "entity",
    "month": "month",
    "n": "points", "mae": "MAE", "rmse": "RMSE", "bias": "bias", "nmae_pu": "MAE %", "nrmse_pu": "RMSE %",
    "nbias_pu": "bias %", "accuracy_pu": "acc. %", "correlation": "corr.",
    "persistence_nrmse_pu": "persist. %",
    "skill_pu": "skill", "smart_skill_pu": "smart", "unit": "unit",
}  # fmt: skip

ZH: dict[str, str] = {
    "title": "预测评分",
    "by_lead": "误差随提前量的变化",
    "by_county": "各县误差",
    "week": "一周预测",
    "table": "评分",
    "note": "误差相对于各电站容量（负荷：最大负荷；来水：均值）。技巧评分 = 1 − RMSE / 参照的 RMSE："
    "持续性参照在 4 h 以内为最后一个观测值，"
    "更远为发布时已知的最近一天同一时刻的值；智能持续性参照为晴空比例不变。准确率 = 1 − RMSE / 容量。光伏不计夜间。",
    "lead_axis": "提前量，h",
    "rmse_axis": "RMSE，容量的 %",
    "forecast": "预测",
    "persistence": "持续性",
    "actual": "实际",
    "band": "此量级误差的 80 %（±1.28 RMSE）",
    "elsewhere": "无县",
    "wind": "风电", "pv": "光伏", "hydro": "小水电", "inflow": "来水", "load": "负荷",
    "day_ahead": "日前", "intraday": "日内",
    "kind": "类别", "product": "发布", "lead": "提前 h", "lead_h": "提前 h", "county": "县", "entity": "对象",
    "month": "月",
    "n": "点数", "mae": "MAE", "rmse": "RMSE", "bias": "偏差", "nmae_pu": "MAE %", "nrmse_pu": "RMSE %",
    "nbias_pu": "偏差 %", "accuracy_pu": "准确率%", "correlation": "相关",
    "persistence_nrmse_pu": "持续性%",
    "skill_pu": "技巧", "smart_skill_pu": "智能", "unit": "单位",
}  # fmt: skip

WORDS = {"en": EN, "zh": ZH}
