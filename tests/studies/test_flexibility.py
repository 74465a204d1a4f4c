"""What flexible loads are worth: each kind alone and all together, by hand; the command in both languages."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from dispatch import cli
from dispatch.case.dump import dump_case
from dispatch.case.schema import Case
from dispatch.errors import AuditError, CaseError
from dispatch.studies import flexibility
from dispatch.studies.flexibility import COLUMNS, flexibility_table, kinds_of, only
from tests.support import close, demand, market, system, table

PRICES = [500, 100, 300, 300]


def works() -> Case:
    """A mill that moves 10 of 100 MW at 20 CNY/MWh (5 MWh/t, 100 CNY/t), a town that offers 8 of 40 MW at 60."""
    return system(
        table(repeat="day", p=PRICES * 6), load=[demand(100, id="mill"), demand(40, id="town")],
        corridor=[market("s/p", buys=True)],
        renewable=[{"id": "sun", "technology": "pv", "bus": "a", "p_nom_mw": 30, "p_max_pu": 0.5}],
        shiftable=[{"id": "mill", "load": "mill", "share_pu": 0.1, "mwh_per_t": 5, "product_value_cny_per_t": 100}],
        virtual_plant=[{"id": "vpp", "loads": ["town"], "share_pu": 0.2}],
        offer=[{"id": "call", "virtual_plant": "vpp", "duration_h": 1, "price_cny_per_mwh": 60}],
        time={"start": "2030-01-01T00:00+08:00", "end": "2030-01-01T04:00+08:00", "step": "1h"},
    )  # fmt: skip


def test_each_kind_alone_and_all_together() -> None:
    """500, 100, 300, 300 CNY/MWh: the mill moves 10 MWh from hour 0 to 1 (and none between 2 and 3), 400 less 20 each.

    It takes 3,800. The town is called in hour 0: 8 MWh at 500 less 60. Nothing is in the other's way. Net load of 125
    MW: 115 … 135, 117 … 125, and 107 … 135 together.
    """
    frame = flexibility_table(works()).set_index("run")
    assert list(frame.index) == ["off", "shiftable", "virtual_plant", "all"]
    assert frame["saved_cny"].tolist() == close([0, 3800, 3520, 7320])
    assert frame["shifted_mwh"].tolist() == close([0, 10, 8, 18])
    assert frame["saved_cny_per_mwh"].tolist() == close([np.nan, 380, 440, 7320 / 18])
    assert frame["spread_mw"].tolist() == close([0, 20, 8, 28])
    assert frame["peak_mw"].tolist() == close([125, 135, 125, 135])
    assert frame["deferred_t"].tolist() == close([0, 2, 0, 2])
    assert frame["paid_cny"].tolist() == close([0, 0, 480, 480])
    assert frame["lost_t"].tolist() == frame["curtailed_mwh"].tolist() == close([0, 0, 0, 0])
    assert (frame["solve_s"] > 0).all()
    assert frame["rows"].is_monotonic_increasing


def test_only_what_is_switched_on_is_tried() -> None:
    """A kind whose entities are all off is none of the case; one kind alone needs no row for all together."""
    case = only(works(), ["shiftable"])
    assert kinds_of(case) == ("shiftable",)
    assert flexibility_table(case)["run"].tolist() == ["off", "shiftable"]
    with pytest.raises(CaseError) as none:
        flexibility_table(only(works(), []))
    assert "potline" in str(none.value)


def test_lost_product_counts() -> None:
    """A quarter of the product may be lost at 250 CNY/t, 50 CNY/MWh: all of it is, 10 MWh of each dear hour."""
    case = works()
    mill = case.shiftable[0].model_copy(update={"target": "at_least", "target_pu": 0.75, "lost_cost_cny_per_t": 250})
    frame = flexibility_table(only(case.model_copy(update={"shiftable": (mill,)}), ["shiftable"])).set_index("run")
    assert frame.loc["shiftable", "lost_t"] == close(40 / 5)
    assert frame.loc["shiftable", "lost_cny"] == close(40 / 5 * 250)


def test_a_run_that_the_audit_rejects_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    audit = flexibility.audit_run

    def doubting(case, *rest):
        return audit(case, *rest[:3], rest[3] + (1e6 if case.virtual_plant[0].enabled else 0), *rest[4:])

    monkeypatch.setattr(flexibility, "audit_run", doubting)
    with pytest.raises(AuditError, match="virtual_plant"):
        flexibility_table(works())


@pytest.fixture
def on_disk(tmp_path: Path) -> Path:
    case = works()
    content = case.model_dump(mode="json", exclude_defaults=True, exclude={"series"})
    content["series"] = {"s": {"file": "p.csv", "zone": "Asia/Shanghai", "repeat": "day"}}
    content["corridor"][0]["price_cny_per_mwh"] = content["corridor"][0]["import_price_cny_per_mwh"] = "s/p"
    rows = "".join(f"2030-01-01 {h:02d}:00,{(PRICES * 6)[h]}\n" for h in range(24))
    (tmp_path / "p.csv").write_text("time,p\n" + rows, encoding="utf-8")
    (tmp_path / "case.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return tmp_path


def call(*words: object) -> int:
    with pytest.raises(SystemExit) as left:
        cli.main([str(w) for w in words])
    return int(left.value.code or 0)


@pytest.mark.parametrize(("lang", "words"), [("en", ("all together", "saved")), ("zh", ("全部开启", "峰谷差 MW"))])
def test_the_command_shows_the_table(
    on_disk: Path, lang: str, words: tuple[str, ...], capfd: pytest.CaptureFixture[str]
) -> None:
    assert call("flexibility", on_disk, "--lang", lang, "--out", on_disk / "t.csv") == 0
    out = capfd.readouterr().out
    assert all(word in out for word in words)
    assert list(pd.read_csv(on_disk / "t.csv").columns) == list(COLUMNS)


def test_the_command_prints_json_and_takes_settings(on_disk: Path, capfd: pytest.CaptureFixture[str]) -> None:
    settings = ("--set", "virtual_plant.*.enabled=false", "--to", "2030-01-01T02:00")
    assert call("flexibility", on_disk, "--json", *settings) == 0
    records = json.loads(capfd.readouterr().out)
    assert [row["run"] for row in records] == ["off", "shiftable"]
    assert records[0]["saved_cny_per_mwh"] is None
    assert records[1]["saved_cny"] == close(3800)


def test_the_command_refuses_a_case_with_nothing_flexible(on_disk: Path, capfd: pytest.CaptureFixture[str]) -> None:
    off = [f"{kind}.*.enabled=false" for kind in ("shiftable", "virtual_plant")]
    assert call("flexibility", on_disk, "--set", off[0], "--set", off[1], "--lang", "zh") == 2
    assert "没有可调节的负荷" in capfd.readouterr().err


def test_stations_are_told_fleet_by_fleet(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """60 piles at 6 stations for a day: fleets on screen, stations in a file; none, and it says so."""
    ev = demand(3, id="ev", kind="ev", p_pu="charging/ev")
    case = system(load=[ev], corridor=[market(300, buys=True)],
                  charging=[{"id": "ev", "load": "ev", "piles": 60, "stations": 6, "seed": 1}])  # fmt: skip
    dump_case(case, tmp_path / "case")
    span = ("--from", "2030-01-07", "--to", "2030-01-08", "--step", "1h", "--lang", "zh")
    assert call("stations", tmp_path / "case", *span, "--out", tmp_path / "s.csv") == 0
    assert "60" in capfd.readouterr().out
    records = pd.read_csv(tmp_path / "s.csv")
    assert records["piles"].sum() == 60
    assert len(records) == 6
    assert call("stations", tmp_path / "case", *span, "--set", "charging.*.enabled=false") == 0
    shown = capfd.readouterr()
    assert "没有启用的充电桩群" in shown.out + shown.err
