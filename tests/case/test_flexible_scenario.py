"""The outlook with flexible loads: what the outlook is, every kind of load as it was, all kinds of flexibility."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from dispatch.case import load_case
from dispatch.case.schema import Case
from dispatch.case.time_axis import horizon_of
from dispatch.families.rooms import FLEXIBLE
from dispatch.production.units import key_units
from dispatch.series.assemble import assemble_series

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Case]:
    """Both scenarios of a copy of the case that lists them."""
    folder = tmp_path_factory.mktemp("zhaotong")
    shutil.copytree(ROOT / "models" / "zhaotong", folder / "models" / "zhaotong")
    (folder / "data").symlink_to(ROOT / "data")
    file = folder / "models" / "zhaotong" / "case.yaml"
    listed = "  outlook_2030: {file: scenarios/outlook_2030.yaml}\n"
    text = file.read_text(encoding="utf-8")
    if "flexible_2030" not in text:
        more = "  flexible_2030: {file: scenarios/flexible_2030.yaml}\n"
        file.write_text(text.replace(listed, listed + more), "utf-8")
    return {name: load_case(file, name) for name in ("outlook_2030", "flexible_2030")}


def energies(case: Case) -> dict[str, float]:
    series = assemble_series(case, horizon_of(case, step="1h"))
    found: dict[str, float] = {}
    for load in case.load:
        energy = load.p_nom_mw * float(series.of(load, "p_pu") @ series.horizon.dt_h)
        found[load.kind] = found.get(load.kind, 0.0) + energy
    return found


def test_every_kind_of_load_asks_for_the_same_energy(both: dict[str, Case]) -> None:
    """Battery cells come out of other industry, the piles out of charging."""
    outlook, flexible = energies(both["outlook_2030"]), energies(both["flexible_2030"])
    assert list(outlook) == list(flexible)
    assert np.array([*flexible.values()]) == pytest.approx(np.array([*outlook.values()]), rel=1e-3)


def test_all_kinds_are_there_with_their_sources(both: dict[str, Case]) -> None:
    case = both["flexible_2030"]
    for kind in (*FLEXIBLE, "virtual_plant", "offer"):
        assert getattr(case, kind), kind
        assert all(entity.source for entity in getattr(case, kind)), kind
    assert sum(fleet.piles for fleet in case.charging) == 3000
    assert [unit.id for unit in key_units(case)] == ["haixin", "hesheng", "shuifu_electrode", "tianda", "anode"]
    assert not any(getattr(both["outlook_2030"], kind) for kind in FLEXIBLE)
