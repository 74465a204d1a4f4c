// The comparison page: filters by axis, charts of what is shown, the goal on every one of them.
const LANG = () => zh() ? 0 : 1;
const fill = (text, values) => text.replace(/{(\w+)}/g, (_, key) => values[key]);
const MAIN = DATA.main;
const BASES = ["no_storage", "hydro_only"];
const BASE_STYLE = {no_storage: {symbol: "x", colour: DATA.colours.no_storage}, hydro_only: {symbol: "star", colour: DATA.colours.hydro_only}};
const COLOURS = DATA.colours.lines, GOAL = DATA.colours.goal;
const chosen = DATA.axes.map(() => -1);
const byId = new Map(DATA.rows.map(row => [row.id, row]));

const figure = key => DATA.figures[key];
const scaled = (key, value) => value === null || value === undefined ? null : value / figure(key).size[LANG()];
const unitOf = key => figure(key).unit[LANG()];
const nameOf = key => plain(figure(key).name[LANG()]);
function written(key, value) {
  if (value === null || value === undefined) return "–";
  const digits = figure(key).decimals[LANG()];
  return scaled(key, value).toLocaleString("en-US", {minimumFractionDigits: digits, maximumFractionDigits: digits}).replace("-", "−");
}
function withUnit(key, value) {
  const unit = unitOf(key), text = written(key, value);
  return unit.startsWith("CNY ") ? "CNY " + text + " " + unit.slice(4) : text + " " + unit;
}
const titled = key => fill(say("in_unit"), {what: nameOf(key), unit: unitOf(key)});
const wordsOf = pair => plain(pair[LANG()]);

// A baseline has no value on the axes of storage: it is shown whatever is chosen there.
const matches = row => chosen.every((value, axis) => value < 0 || row.at[axis] === value || (row.kind !== "point" && row.at[axis] < 0));
const shownRows = () => DATA.rows.filter(matches);
const pointsOf = rows => rows.filter(row => row.kind === "point");

// The least power that meets the goal, at least cost: what the tables call "at the goal".
function atGoal(rows) {
  const reaching = pointsOf(rows).filter(row => row.meets && row.f[MAIN] !== null);
  if (!reaching.length) return null;
  const least = Math.min(...reaching.map(row => row.f.power_mw)), near = least + Math.max(1, least / 1000);
  return reaching.filter(row => row.f.power_mw <= near).reduce((a, b) => b.f[MAIN] < a.f[MAIN] ? b : a);
}
const PER_MW = "target_price_cny_per_mw";
function nextWords(row) {
  const price = row.f[PER_MW];
  if (price !== null && price !== undefined) return price > 1e-6 ? fill(say("goal_next"), {price: withUnit(PER_MW, price)}) : say("goal_next_pays");
  const slope = DATA.slopes.find(s => s.low === row.id) || DATA.slopes.find(s => s.high === row.id);
  if (!slope) return say("goal_unpriced");
  return fill(say("goal_slope"), {saved: withUnit(PER_MW, slope.f.saved_cny_per_mw_year), paid: withUnit(PER_MW, slope.f.paid_cny_per_mw_year)});
}
// Circumstances that nobody filtered stand at their middle value: the lowest capital cost is no choice.
function goalLine(all) {
  const rows = all.filter(row => DATA.axes.every((axis, i) => axis.held < 0 || chosen[i] >= 0 || row.at[i] === axis.held));
  const best = atGoal(rows), end = zh() ? "；" : "; ";
  if (!best) return fill(say("goal_missed"), {count: pointsOf(rows).length});
  const what = best.what[LANG()], gains = MAIN === "added_cny_per_year" && best.f[MAIN] < 0, cost = withUnit(MAIN, Math.abs(best.f[MAIN]) * (gains ? 1 : Math.sign(best.f[MAIN])));
  return fill(say(gains ? "goal_reached_gain" : "goal_reached_" + MAIN), {what, cost}) + end + nextWords(best);
}
// One line a year of water: the cheapest of several would only be the wettest.
function goalLines() {
  const rows = shownRows(), axis = DATA.axes.findIndex(a => a.hydrology), colon = zh() ? "：" : ": ";
  const title = fill(say("goal_title"), {mw: DATA.goal.toLocaleString("en-US")});
  if (axis < 0) return [title + colon + goalLine(rows)];
  const years = [...new Set(pointsOf(rows).map(row => row.at[axis]))].filter(y => y >= 0).sort((a, b) => a - b);
  if (!years.length) return [title + colon + goalLine(rows)];
  return years.map(y => title + " " + DATA.axes[axis].values[y][LANG()] + colon + goalLine(rows.filter(row => row.at[axis] === y)));
}

function fillChoice(id, options, value) {
  const select = document.getElementById(id);
  if (!select) return;
  const kept = select.value || value;
  select.replaceChildren(...options.map(([key, text]) => new Option(text, key)));
  select.value = kept;
}
const choice = (id, otherwise) => (document.getElementById(id) || {}).value || otherwise;

function fillFilters() {
  document.querySelectorAll("#filters select").forEach(select => {
    const axis = Number(select.dataset.axis), values = DATA.axes[axis].values;
    select.replaceChildren(new Option(say("all_values"), -1), ...values.map((words, i) => new Option(words[LANG()], i)));
    select.value = chosen[axis];
  });
  const figures = DATA.drawn.map(key => [key, figure(key).name[LANG()]]);
  fillChoice("across", figures, MAIN);
  fillChoice("upwards", figures, "curtailed_mwh_per_year");
  fillChoice("swing", Object.keys(DATA.tornado).map(key => [key, figure(key).name[LANG()]]), MAIN);
  const several = DATA.axes.map((axis, i) => [axis, i]).filter(([axis]) => !axis.size && axis.values.length > 1);
  fillChoice("colour_by", [["-1", "–"], ...several.map(([axis, i]) => [String(i), axis.name[LANG()]])], several.length ? String(several[0][1]) : "-1");
}

function fillGoal() {
  const lines = goalLines();
  document.querySelectorAll(".goal").forEach(box => {
    box.replaceChildren(...lines.flatMap((text, i) => i ? [document.createElement("br"), text] : [text]));
  });
  const rows = shownRows();
  document.getElementById("count").textContent = pointsOf(rows).length + (zh() ? " " : " ") + say("shown");
  const shown = new Set(rows.map(row => row.id));
  document.querySelectorAll("#table_ranking tbody tr").forEach(line => line.classList.toggle("hidden", !shown.has(line.dataset.point)));
}

const goalShape = {type: "line", xref: "x", yref: "paper", x0: DATA.goal, x1: DATA.goal, y0: 0, y1: 1, line: {color: GOAL, width: 1.5, dash: "dash"}};
const goalNote = () => ({text: fill(say("goal_line"), {mw: DATA.goal.toLocaleString("en-US")}), xref: "x", yref: "paper", x: DATA.goal, y: 1,
  xanchor: "right", yanchor: "top", xshift: -4, yshift: -2, showarrow: false, font: {size: 12, color: GOAL}});
const powerAxis = more => valueAxis({title: {text: say("power_axis"), font: {size: 12}, standoff: 4}, zeroline: false, ticks: "outside", ticklen: 4, ...more});
const hint = (row, keys) => "<b>" + wordsOf(row.what) + "</b><br>" + row.at.map((v, i) => v < 0 || DATA.axes[i].size ? "" : wordsOf(DATA.axes[i].name) + " " +
  wordsOf(DATA.axes[i].values[v]) + "<br>").join("") + keys.map(key => nameOf(key) + " " + plain(withUnit(key, row.f[key]))).join("<br>") + "<extra></extra>";

// Points that share every axis but size are one line; a legend entry stands for a value of the axis that gives colour.
function groupsOf(rows) {
  const by = Number(choice("colour_by", "-1")), groups = new Map();
  for (const row of pointsOf(rows)) {
    const key = row.at.filter((_, i) => !DATA.axes[i].size).join("|");
    if (!groups.has(key)) groups.set(key, {rows: [], value: by < 0 ? -1 : row.at[by], by});
    groups.get(key).rows.push(row);
  }
  for (const group of groups.values()) group.rows.sort((a, b) => a.f.power_mw - b.f.power_mw);
  return [...groups.values()];
}
const colourOf = value => COLOURS[Math.max(value, 0) % COLOURS.length];
const groupName = group => group.value < 0 ? say("all_values") : wordsOf(DATA.axes[group.by].name) + " " + wordsOf(DATA.axes[group.by].values[group.value]);

function lines(rows, key) {
  const seen = new Set();
  return groupsOf(rows).map(group => {
    const first = !seen.has(group.value);
    seen.add(group.value);
    return {type: "scatter", mode: "lines+markers", name: groupName(group), legendgroup: String(group.value), showlegend: first,
      x: group.rows.map(row => row.f.power_mw), y: group.rows.map(row => scaled(key, row.f[key])),
      line: {color: colourOf(group.value), width: 1.3}, marker: {size: 7, color: group.rows.map(row => row.meets ? colourOf(group.value) : "#fff"),
        line: {color: colourOf(group.value), width: 1.5}}, hovertemplate: group.rows.map(row => hint(row, key === MAIN ? [key] : [key, MAIN]))};
  });
}
function bases(rows, across, key) {
  return BASES.flatMap(kind => {
    const found = rows.filter(row => row.kind === kind);
    return found.length ? [{type: "scatter", mode: "markers", name: say("baseline_" + kind), legendgroup: kind, x: found.map(row => scaled(across, row.f[across])),
      y: found.map(row => scaled(key, row.f[key])), marker: {size: 11, symbol: BASE_STYLE[kind].symbol, color: BASE_STYLE[kind].colour},
      hovertemplate: found.map(row => hint(row, key === MAIN ? [key] : [key, MAIN]))}] : [];
  });
}
// What runs on water alone may cost so much more that the points would be one line: then it is written, not drawn.
function rangeOf(rows, key) {
  const values = rows.filter(row => row.kind !== "hydro_only").map(row => scaled(key, row.f[key])).filter(v => v !== null);
  const far = rows.filter(row => row.kind === "hydro_only").map(row => scaled(key, row.f[key])).filter(v => v !== null);
  const low = Math.min(...values), high = Math.max(...values), span = high - low;
  if (!values.length || !far.length || !(span > 0) || far.every(v => v <= high + span && v >= low - span)) return {};
  return {range: [low - 0.08 * span, high + 0.08 * span], far: fill(say("beyond"), {name: say("baseline_hydro_only"), value: [...new Set(rows
    .filter(row => row.kind === "hydro_only").map(row => withUnit(key, row.f[key])))].join(zh() ? "、" : ", ")})};
}
const farNote = text => ({text: plain(text), xref: "paper", yref: "paper", x: 1, y: 1, xanchor: "right", yanchor: "top", showarrow: false, font: {size: 11.5, color: BASE_STYLE.hydro_only.colour}});
function drawBySize(id, key) {
  const rows = shownRows(), {far, ...range} = rangeOf(rows, key);
  put(id, [...lines(rows, key), ...bases(rows, "power_mw", key)], {below: 56, hovermode: "closest", xaxis: powerAxis(), yaxis: valueAxis(range),
    shapes: [goalShape], annotations: [unitNote(titled(key)), goalNote(), ...(far ? [farNote(far)] : [])]});
}

const LESS = {response_mw: -1, saved_cny_per_year: -1, peak_cut_mw: -1, avoided_mwh_per_year: -1, power_mw: 1};
const sense = key => LESS[key] || 1;
// A front holds among points that share what nobody chooses: a wet year does not beat a dry one.
function frontsOf(rows, across, up) {
  const groups = new Map();
  for (const row of rows) {
    const key = row.at.filter((_, i) => !DATA.axes[i].chosen).join("|");
    groups.set(key, [...(groups.get(key) || []), row]);
  }
  return [...groups.values()].map(group => frontOf(group, across, up));
}
function frontOf(rows, across, up) {
  const known = rows.filter(row => row.f[across] !== null && row.f[up] !== null);
  const better = (a, b) => {
    const x = sense(across) * (a.f[across] - b.f[across]), y = sense(up) * (a.f[up] - b.f[up]);
    return x <= 0 && y <= 0 && (x < 0 || y < 0);
  };
  return known.filter(row => !known.some(other => better(other, row))).sort((a, b) => a.f[across] - b.f[across] || a.f[up] - b.f[up]);
}
const circumstance = row => DATA.axes.map((axis, i) => axis.chosen || axis.values.length < 2 || row.at[i] < 0 ? "" : wordsOf(axis.values[row.at[i]])).filter(Boolean).join(" ");
function drawPareto() {
  const rows = shownRows(), points = pointsOf(rows), across = choice("across", MAIN), up = choice("upwards", "curtailed_mwh_per_year");
  const x = found => found.map(row => scaled(across, row.f[across])), y = found => found.map(row => scaled(up, row.f[up]));
  const hints = found => found.map(row => hint(row, [across, up]));
  const {far: beyond, ...side} = rangeOf(rows, across), {far: above, ...height} = rangeOf(rows, up), far = beyond || above;
  const fronts = frontsOf(points, across, up).flatMap((front, i) => front.length ? [{type: "scatter", mode: "lines", name: (say("front") + " " + circumstance(front[0])).trim(),
    x: x(front), y: y(front), line: {color: colourOf(i + 1), width: 2}, opacity: .8, hoverinfo: "skip", showlegend: i < 6}] : []);
  const cloud = (found, name, open) => ({type: "scatter", mode: "markers", name, x: x(found), y: y(found), marker: {size: 8, color: open ? "#fff" : COLOURS[0],
    line: {color: COLOURS[0], width: 1.5}}, hovertemplate: hints(found)});
  put("pareto", [...fronts, cloud(points.filter(row => row.meets), say("meets"), false), cloud(points.filter(row => !row.meets), say("misses"), true), ...bases(rows, across, up)],
    {below: 56, hovermode: "closest", xaxis: valueAxis({title: {text: titled(across), font: {size: 12}, standoff: 4}, zeroline: false,
      ticks: "outside", ticklen: 4, ...side}), yaxis: valueAxis(height), annotations: [unitNote(titled(up)), ...(far ? [farNote(far)] : [])]});
}

function drawMarginal() {
  const rows = shownRows(), traces = [], seen = new Set();
  groupsOf(rows).forEach(group => {
    const ids = new Set(group.rows.map(row => row.id));
    const slopes = DATA.slopes.filter(s => ids.has(s.high)).sort((a, b) => a.from - b.from);
    if (!slopes.length) return;
    const first = !seen.has(group.value), colour = colourOf(group.value);
    seen.add(group.value);
    const x = slopes.flatMap(s => [s.from, s.to, null]);
    const y = key => slopes.flatMap(s => [scaled(PER_MW, s.f[key]), scaled(PER_MW, s.f[key]), null]);
    const more = {type: "scatter", mode: "lines", legendgroup: String(group.value), x, connectgaps: false, hovertemplate: "%{y:,.4~r}"};
    traces.push({...more, name: say("saved") + " · " + groupName(group), showlegend: first, y: y("saved_cny_per_mw_year"), line: {color: colour, width: 2}},
      {...more, name: say("paid") + " · " + groupName(group), showlegend: first, y: y("paid_cny_per_mw_year"), line: {color: colour, width: 1.2, dash: "dot"}});
  });
  const priced = pointsOf(rows).filter(row => row.f[PER_MW] !== null && row.f[PER_MW] !== undefined);
  if (priced.length) traces.push({type: "scatter", mode: "markers", name: say("dual"), x: priced.map(row => row.f.power_mw), y: priced.map(row => scaled(PER_MW, row.f[PER_MW])),
    marker: {size: 9, symbol: "diamond", color: GOAL}, hovertemplate: priced.map(row => hint(row, [PER_MW]))});
  put("marginal", traces, {below: 56, hovermode: "closest", xaxis: powerAxis(), yaxis: valueAxis(), shapes: [goalShape], annotations: [unitNote(unitOf(PER_MW)), goalNote()]});
}

function drawTornado() {
  const key = choice("swing", MAIN), bars = [...(DATA.tornado[key] || [])].reverse();
  if (!bars.length) { put("tornado", [], {below: 50}); return; }
  const centre = bars[0].centre, from = scaled(key, centre), names = bars.map(bar => wordsOf(bar.axis));
  const side = (end, colour) => ({type: "bar", orientation: "h", y: names, x: bars.map(bar => scaled(key, bar[end]) - from), base: from, marker: {color: colour},
    text: bars.map(bar => wordsOf(bar[end + "_value"])), textposition: "outside", cliponaxis: false, showlegend: false,
    hovertemplate: bars.map(bar => plain(withUnit(key, bar[end])) + "<extra></extra>")});
  const ends = bars.flatMap(bar => [scaled(key, bar.low), scaled(key, bar.high)]), room = 0.16 * (Math.max(...ends) - Math.min(...ends) || 1);
  put("tornado", [side("low", DATA.colours.low), side("high", DATA.colours.high)], {below: 50, hovermode: "closest", barmode: "overlay", bargap: .45,
    xaxis: valueAxis({title: {text: titled(key) + " · " + wordsOf(byId.get(bars[0].point).what), font: {size: 12}, standoff: 4},
      range: [Math.min(...ends) - room, Math.max(...ends) + room], zeroline: false}),
    yaxis: {automargin: true, ticks: "", tickfont: {size: 12}}, shapes: [{type: "line", xref: "x", yref: "paper", x0: from, x1: from, y0: 0, y1: 1, line: {color: "#111", width: 1}}]});
}

// A click on a heading sorts by it, another the other way round.
function sortBy(position, up) {
  const body = document.querySelector("#table_ranking tbody"), lines = [...body.rows];
  const value = line => {
    const cell = line.cells[position], span = cell.querySelector(`[lang="${zh() ? "zh-CN" : "en"}"]`) || cell, text = span.textContent.trim();
    const found = Number(text.replace(/,/g, "").replace("−", "-"));
    return text === "" || text === "–" ? null : Number.isNaN(found) ? text : found;
  };
  const order = (a, b) => a === b ? 0 : a === null ? 1 : b === null ? -1 : typeof a === typeof b ? (a < b ? -1 : 1) * (up ? 1 : -1) : typeof a === "number" ? -1 : 1;
  body.replaceChildren(...lines.map(line => [value(line), line]).sort((a, b) => order(a[0], b[0])).map(pair => pair[1]));
}

document.querySelectorAll("#table_ranking tbody tr").forEach((line, i) => { line.dataset.point = DATA.rows[i].id; });
document.querySelectorAll("#table_ranking th").forEach((head, i) => head.addEventListener("click", () => {
  head.dataset.up = head.dataset.up === "1" ? "0" : "1";
  sortBy(i, head.dataset.up === "1");
}));
document.querySelectorAll("#filters select").forEach(select => select.addEventListener("change", () => {
  chosen[Number(select.dataset.axis)] = Number(select.value);
  fillGoal();
  drawAll();
}));
listen("reset", "click", () => { chosen.fill(-1); fillFilters(); fillGoal(); drawAll(); });
["across", "upwards"].forEach(id => listen(id, "change", drawPareto));
listen("swing", "change", drawTornado);
listen("colour_by", "change", drawAll);

PAGE.fill.push(fillFilters, fillGoal);
PAGE.draw.push(() => drawBySize("cost", MAIN), () => drawBySize("peak", "peak_mw"), () => drawBySize("curtailment", "curtailed_mwh_per_year"),
  () => figure("response_mw") && drawBySize("response", "response_mw"), drawPareto, () => DATA.slopes.length && drawMarginal(), drawTornado);
speak(root.dataset.lang);
