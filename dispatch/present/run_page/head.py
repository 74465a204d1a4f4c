"""How true the modelled power of water is: energy and error of every plant, and the search of the successive method."""

from __future__ import annotations

import numpy as np

from dispatch.present import quantity
from dispatch.present.chart import Chart, Curve, picture
from dispatch.present.run_page.words import say
from dispatch.present.table import Column, Figures, Table, figures_table
from dispatch.present.words import label
from dispatch.results.study_area import StudyArea

_LP, _TRUE, _ERROR = "#8A8A8A", "#1F5FA8", "#B8480B"


def head_table(area: StudyArea) -> Table | None:
    """Modelled and true energy and the errors of every plant with curves; None where there is none."""
    found = area.answer.tables.optional("powerhouse_total")
    if found is None or "mean_error_pu" not in found.columns:
        return None
    houses = {house.id: house for house in area.case.powerhouse}
    known = [i for i in range(len(found.labels)) if np.isfinite(found.columns["mean_error_pu"][i]).all()]

    def column(name: str) -> list[float | None]:
        return [float(np.ravel(found.columns[name][i])[0]) for i in known]

    columns: list[Figures] = [
        (say("energy_modelled"), column("energy_mwh"), quantity.ENERGY),
        (say("energy_true"), column("true_energy_mwh"), quantity.ENERGY),
        (say("error_mean"), column("mean_error_pu"), None),
        (say("error_largest"), column("max_error_pu"), None),
    ]
    names = Column(say("plant"), [label(houses[found.labels[i]]) for i in known])
    caption, note = say("table_heads"), say("heads_remark")
    return figures_table("heads", caption, names, columns, note=note) if known else None


def head_pictures(area: StudyArea) -> list[Chart]:
    """The true objective and the mean error, solve by solve; nothing where one solve was enough."""
    found = area.answer.tables.optional("head_iteration")
    if found is None:
        return []
    columns = {name: np.ravel(values).astype(float) for name, values in found.columns.items()}
    solve = np.arange(len(columns["objective_cny"]), dtype=float)
    axis = say("solve_axis")
    bn = 1e8
    cost = [
        Curve(say("cost_modelled"), columns["objective_cny"] / bn, _LP, dash="dash", x=solve),
        Curve(say("cost_true"), columns["true_objective_cny"] / bn, _TRUE, x=solve),
    ]
    error = [Curve(say("error_mean"), 100 * columns["mean_error_pu"], _ERROR, x=solve)]
    hundred_million = say("hundred_million_cny")
    return [
        picture("head_cost", say("picture_head_cost"), hundred_million, axis, cost, size="short"),
        picture("head_error", say("picture_head_error"), "%", axis, error, size="short", from_zero=True),
    ]
