// One function a chart; each knows where its numbers are and nothing else.
const few = x => x.length <= 800;

function drawBalance(id, view) {
  const {size, name: power} = unit("power"), x = flowTimes(view), thin = few(x);
  const traces = DATA.layers.map((layer, i) => area(name(layer.name), x, flow(view, "g." + i, size), layer.colour, "up"));
  if (!thin) traces.forEach(t => { t.line.width = 0; });
  const charge = flow(view, "charge", size);
  if (charge.some(v => v < 0)) traces.push(area(say("charge"), x, charge, DATA.colours.charge, "down"));
  traces.push(line(view, say("load"), x, flow(view, "load", size), DATA.colours.load, {width: 2}));
  const use = flow(view, "use", size), load = flow(view, "load", size);
  if (use.some((v, i) => v - load[i] > 1e-6))
    traces.push(line(view, say("use"), x, use, DATA.colours.use, {dash: "dash", width: 2}));
  put(id, traces, {below: labelRoom(view), xaxis: timeAxis(view), yaxis: valueAxis({rangemode: "tozero"}), annotations: [unitNote(power)]});
}

function drawNet(view) {
  const {size, name: power} = unit("power"), x = flowTimes(view);
  const before = line(view, say("before"), x, flow(view, "before", size), DATA.colours.before, {dash: "dash"});
  const after = line(view, say(DATA.stores.length ? "after" : "net"), x, flow(view, "after", size), DATA.colours.after, {width: 2});
  put("net", DATA.stores.length ? [before, after] : [after], {below: labelRoom(view), xaxis: timeAxis(view), yaxis: valueAxis(), annotations: [unitNote(power)]});
}

function drawStore(view) {
  if (!DATA.stores.length) return;
  const chosen = Number(document.getElementById("store_choice").value || 0);
  const {size, name: power} = unit("store"), room = unit("room"), x = flowTimes(view);
  const p = flow(view, `s.${chosen}.p`, size);
  const half = (sign, words, colour) => ({...line(view, words, x, p.map(v => Math.max(sign * v, 0) * sign), colour, {width: 0.8}),
    fill: "tozeroy", fillcolor: colour});
  const most = 1.06 * Math.max(...unpack(axisOf("main").f[`s.${chosen}.p`]).map(Math.abs)) / size || 1;
  const full = Math.max(...unpack(axisOf("main").s[`s.${chosen}.soc`])) / room.size;
  put("store", [
    half(1, say("discharge"), DATA.colours.discharge), half(-1, say("charging"), DATA.colours.charge),
    {...line(view, `${say("soc")} ${room.name}`, x, state(view, `s.${chosen}.soc`, room.size), "#111111", {width: 1.8}), yaxis: "y2",
      line: {color: "#111111", width: 1.8, shape: "linear"}},
  ], {below: labelRoom(view), xaxis: timeAxis(view), yaxis: valueAxis({range: [-most, most]}),
    yaxis2: valueAxis({overlaying: "y", side: "right", showgrid: false, range: [0, 1.06 * (full || 1)], zeroline: false, tickmode: "auto", nticks: 5}),
    annotations: [unitNote(power)]}, {r: 52});
}

function priceLines(view, hidden) {
  const x = flowTimes(view);
  const edge = (channel, more) => line(view, say("price_range"), x, flow(view, channel, 1), "rgba(0,0,0,0)", {width: 0.1, ...more});
  const traces = DATA.buses.length > 1 ? [
    edge("p.low", {showlegend: false, hoverinfo: "skip"}),
    edge("p.high", {fill: "tonexty", fillcolor: "rgba(31,95,168,.22)", hoverinfo: "skip"}),
    line(view, say("price_mean"), x, flow(view, "p.mean", 1), "#111111", {width: 1.8}),
  ] : [];
  DATA.buses.forEach((bus, i) => traces.push(line(view, name(bus.name), x, flow(view, "p." + i, 1), bus.colour,
    {dash: bus.dash, visible: hidden && DATA.buses.length > 4 ? "legendonly" : true})));
  return traces;
}
function drawPrice(id, view) {
  if (!DATA.buses.length) return;
  put(id, priceLines(view, true), {below: labelRoom(view), xaxis: timeAxis(view), yaxis: valueAxis(), annotations: [unitNote(unit("price").name)]});
}

function drawExchange(id, view) {
  if (!DATA.corridors.length) return;
  const {size, name: power} = unit("power"), x = flowTimes(view), traces = [];
  DATA.corridors.forEach((corridor, i) => {
    traces.push(line(view, name(corridor.name), x, flow(view, `k.${i}.x`, size), corridor.colour, {dash: corridor.dash}));
    if (id === "exchange" && DATA.corridors.length <= 3)
      traces.push(line(view, `${name(corridor.name)} ${say("plan")}`, x, flow(view, `k.${i}.plan`, size), corridor.colour,
        {dash: "dot", width: 1.1, opacity: .8}));
  });
  put(id, traces, {below: labelRoom(view), xaxis: timeAxis(view), yaxis: valueAxis(), annotations: [unitNote(power)]});
}

function drawReservoir(i) {
  const view = wholeView("main"), {size, name: volume} = unit("volume"), x = flowTimes(view);
  const smooth = {shape: "linear"};
  const bound = (channel, more) => ({...line(view, say("volume_limits"), x, state(view, channel, size), "#8CA9C9", {width: 1}),
    line: {color: "#8CA9C9", width: 1, ...smooth}, ...more});
  const label = name(DATA.reservoirs[i].name);
  put("reservoir_" + i, [
    bound(`r.${i}.low`, {showlegend: false}), bound(`r.${i}.high`, {fill: "tonexty", fillcolor: "rgba(140,201,240,.28)"}),
    {...line(view, say("volume"), x, state(view, `r.${i}.v`, size), "#1F5FA8"), line: {color: "#1F5FA8", width: 1.8, ...smooth}},
  ], {below: labelRoom(view), xaxis: timeAxis(view), yaxis: valueAxis({rangemode: "normal"}), annotations: [unitNote(volume)],
    title: {text: label, x: 0.5, y: 0.97, yanchor: "top", font: {...FONT, size: 13.5}}});
}

// Days across, the clock downwards: a whole year of a daily rhythm in one look.
function drawHeat(id, channel, kind, colours) {
  const axis = axisOf("main"), t = unpack(axis.t), values = unpack(axis.f[channel]), step = DATA.heat_step_min;
  const {size, name: label} = unit(kind), first = Math.floor(t[0] / 1440), days = Math.floor(t[t.length - 1] / 1440) - first + 1;
  const rows = 1440 / step, total = Array.from({length: rows}, () => new Float64Array(days)), count = total.map(r => r.slice());
  for (let i = 0; i < t.length; i++) {
    const row = Math.floor(t[i] % 1440 / step), day = Math.floor(t[i] / 1440) - first;
    total[row][day] += values[i] / size;
    count[row][day] += 1;
  }
  const z = total.map((r, i) => Array.from(r, (v, d) => count[i][d] ? v / count[i][d] : null));
  const text = z.map((_, i) => new Array(days).fill(clock(i * step).slice(11)));
  const view = wholeView("main"), x = Array.from({length: days}, (_, d) => clock(1440 * (first + d)).slice(0, 10));
  put(id, [{type: "heatmap", x, y: z.map((_, i) => (i + .5) * step / 60), z, text, ...colours, hovertemplate: "%{x} %{text}  %{z:,.4~r}<extra></extra>",
    colorbar: {thickness: 12, outlinewidth: 0, tickformat: ",~g", title: {text: label, side: "top", font: {size: 12}}}}],
  {below: labelRoom(view), xaxis: {...timeAxis(view), showgrid: false}, yaxis: {...valueAxis({showgrid: false}), tickvals: [0, 6, 12, 18, 24], ticktext: ["00:00", "06:00", "12:00", "18:00", "24:00"], range: [24, 0],
    zeroline: false}, hovermode: "closest"}, {r: 8});
}

function drawDuration(id, curves, kind) {
  const {size, name: label} = unit(kind);
  put(id, curves.map(curve => {
    const y = Array.from(unpack(curve.y), v => v / size);
    return {...line(null, name(curve.name), y.map((_, i) => 100 * i / (y.length - 1)), y, curve.colour, {dash: curve.dash}),
      line: {color: curve.colour, width: 1.8, dash: curve.dash}};
  }), {xaxis: {showgrid: false, ticks: "outside", ticksuffix: "%", range: [0, 100], linecolor: "#8c8c8c", automargin: true, hoverformat: ".1f",
    title: {text: say("share_of_time"), font: {size: 12}, standoff: 4}}, yaxis: valueAxis(), annotations: [unitNote(label)],
    below: 48}, {b: 44});
}

function drawMonths() {
  if (!DATA.months.bars || !DATA.months.bars.length) return;
  const {size, name: label} = unit("energy"), x = DATA.months.months.map(name);
  const traces = DATA.months.bars.map(bar => ({type: "bar", name: name(bar.name), x, y: bar.mwh.map(v => v / size),
    marker: {color: bar.colour, line: {color: "#fff", width: .5}}, hovertemplate: "%{y:,.4~r}"}));
  const top = x.map((_, i) => DATA.months.bars.reduce((sum, bar) => sum + bar.mwh[i] / size, 0));
  traces.push({type: "scatter", mode: "text", x, y: top, text: DATA.months.rate.map(r => (100 * r).toFixed(1) + "%"), textposition: "top center",
    showlegend: false, hoverinfo: "skip", cliponaxis: false, textfont: {size: 11.5, color: "#1a1a1a"}});
  put("months", traces, {barmode: "stack", bargap: .35, below: 30, xaxis: {showgrid: false, type: "category", linecolor: "#8c8c8c"},
    yaxis: valueAxis({rangemode: "tozero"}), annotations: [unitNote(label)], showlegend: true});
}
