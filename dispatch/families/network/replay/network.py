"""Power between buses: AC lines and DC links.

A branch that may lose or cost both ways reports what is sent each way, any other one signed flow from bus0:

    least ≤ flow ≤ p_max_pu · p_nom                     each way within the same limits; least is −p_max_pu · p_nom
                                                        for a line, 0 where it is one way, p_min_pu · p_nom for a link
    p0 = flow, p1 = (1 − loss) · flow                                              where signed
    p0 = forward − (1 − loss) · backward, p1 = (1 − loss) · forward − backward     where sent each way
    loss = p0 − p1, and never both ways above AT_ONCE_PU of the rating + AT_ONCE_MW

p0 is taken from bus0, p1 given to bus1. Cost: a link pays for every MWh sent, whichever way. A signed flow between its
limits pays for itself, price[bus1] · (1 − loss) = price[bus0] + cost, unless the voltage law has a say too. A line that
counts in a curve that is held costs what the curve adds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.audit.reader import Reader
from dispatch.audit.recorder import Array, Recorder
from dispatch.audit.tolerances import AT_ONCE_MW, AT_ONCE_PU
from dispatch.audit.view import View
from dispatch.families.network.entity import Line, Link
from dispatch.families.network.replay.voltage import audit_voltage
from dispatch.families.peak.replay import curve_price, leaves_residual


@dataclass(frozen=True, eq=False)
class _Flows:
    """Reported flows with their limits, all (n, N) MW; `two` (n,) tells which branches are sent each way apart."""

    branches: View[Line] | View[Link]
    low: Array
    high: Array
    kept: Array
    two: Array
    signed: Array
    forward: Array
    backward: Array

    @classmethod
    def of(cls, branches: View[Line] | View[Link], low: Array, high: Array, loss: Array, costs: Array) -> _Flows:
        """costs: (n,) whether a branch costs anything to use."""
        two = (low < 0).any(axis=1) & ((loss[:, 0] > 0) | costs)
        ways = branches.read_where(two, "forward_mw"), branches.read_where(two, "backward_mw")
        return cls(branches, low, high, 1.0 - loss, two, branches.read_where(~two, "flow_mw"), *ways)

    @property
    def sent(self) -> Array:
        """What is sent from either end, without a sign."""
        return np.abs(self.signed) + self.forward + self.backward

    @property
    def net(self) -> Array:
        """What goes from bus0 to bus1, before any loss."""
        return self.signed + self.forward - self.backward


def audit_lines(recorder: Recorder, reader: Reader) -> None:
    """AC lines, with the voltage law for those that ask for it."""
    lines = View.of(recorder, reader, "line", recorder.case.line)
    if not lines.assets:
        return
    high = lines.each(lambda line: line.p_nom_mw) * lines.series("p_max_pu")
    lawful = lines.which(lambda line: line.kirchhoff)
    low = -high * lines.each(lambda line: not line.one_way)
    flows = _Flows.of(lines, low, high, lines.each(lambda line: line.loss_pu), np.zeros_like(lawful))
    _audit_flows(
        flows, curve_price(recorder, reader, [leaves_residual(recorder, line) for line in lines.assets]), lawful
    )
    audit_voltage(lines.where(lawful), flows.net[lawful])


def audit_links(recorder: Recorder, reader: Reader) -> None:
    """DC links and what their use costs."""
    links = View.of(recorder, reader, "link", recorder.case.link)
    if not links.assets:
        return
    p_nom, marginal = links.each(lambda link: link.p_nom_mw), links.series("marginal_cost_cny_per_mwh")
    low, high = p_nom * links.series("p_min_pu"), p_nom * links.series("p_max_pu")
    flows = _Flows.of(links, low, high, links.each(lambda link: link.loss_pu), np.any(marginal, axis=1))
    _audit_flows(flows, marginal, np.zeros_like(flows.two))
    paid = recorder.horizon.cost_h * marginal
    links.cost("operation", (paid * flows.signed)[~flows.two])
    links.cost("both_ways", (paid * flows.sent)[flows.two])


def _audit_flows(flows: _Flows, marginal: Array, lawful: Array) -> None:
    """Limits, both ends, losses and prices; `lawful` branches are under the voltage law."""
    branches, low, high, kept, two = flows.branches, flows.low, flows.high, flows.kept, flows.two
    one_way, two_way = branches.where(~two), branches.where(two)
    one_way.within("flow_limit", low[~two], flows.signed[~two], high[~two])
    two_way.within("flow_limit", low[two].clip(0), flows.forward[two], high[two].clip(0))
    two_way.within("flow_limit", (-high[two]).clip(0), flows.backward[two], (-low[two]).clip(0))
    noise = AT_ONCE_PU * np.maximum(np.abs(high), np.abs(low)).max(axis=1, keepdims=True)
    two_way.less_than("one_way", (np.minimum(flows.forward, flows.backward) - noise)[two], AT_ONCE_MW)
    p0, p1 = branches.read("p0_mw"), branches.read("p1_mw")
    branches.same("sent", p0, flows.signed + flows.forward - kept * flows.backward)
    branches.same("delivered", p1, kept * (flows.signed + flows.forward) - flows.backward)
    branches.same("loss", branches.read("loss_mw"), p0 - p1)
    bus0, bus1 = [b.bus0 for b in branches.assets], [b.bus1 for b in branches.assets]
    branches.recorder.inject(bus0, -p0, flows.sent)
    branches.recorder.inject(bus1, p1, flows.sent)
    free = ~two & ~lawful
    reduced = branches.recorder.horizon.cost_h * (marginal + branches.prices(bus0) - kept * branches.prices(bus1))
    branches.where(free).optimal("price", reduced[free], flows.signed[free], low[free], high[free])
