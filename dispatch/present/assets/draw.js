"use strict";
// Reading the embedded data, and the few kinds of picture that every chart is made of.
const DATA = JSON.parse(document.getElementById("data").textContent);
const root = document.documentElement;
const zh = () => root.dataset.lang === "zh";
const say = key => DATA.words[root.dataset.lang][key];
// Plotly reads <b>, <a> … in names: what a case calls its assets must stay text.
const plain = text => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
const name = words => plain(words[zh() ? 0 : 1]);
const unit = kind => DATA.units[kind][root.dataset.lang];

const ARRAYS = {i2: Int16Array, i4: Int32Array};
function unpack(packed) {
  if (packed.values) return packed.values;
  if ("c" in packed) return packed.values = new Float64Array(packed.n).fill(packed.c);
  const bytes = Uint8Array.from(atob(packed.b), c => c.charCodeAt(0));
  const whole = new ARRAYS[packed.k](bytes.buffer);
  const gap = packed.k === "i2" ? -32768 : -2147483648;
  return packed.values = Float64Array.from(whole, v => v === gap ? NaN : v * packed.q);
}

const axisOf = id => DATA.axes[id];
const clock = minutes => new Date(60000 * minutes).toISOString().slice(0, 16);

// A view is what a chart shows of an axis: its pieces lie in one segment each. Several segments are laid end to end.
function wholeView(id) {
  return {axis: axisOf(id), pieces: axisOf(id).seg.map(([, a, b]) => [a, b]), ends: DATA.segments.length > 0};
}
function windowView(w) {
  return {axis: axisOf(w.axis), pieces: [[w.begin, w.stop]], ends: false};
}
const segmentAt = (axis, group) => axis.seg.find(([, a, b]) => a <= group && group < b);

// x of flows: every group's beginning and the end of the last, so that steps have their full length.
function flowTimes(view) {
  const t = unpack(view.axis.t), dt = unpack(view.axis.dt), x = [];
  let passed = 0;
  for (const [a, b] of view.pieces) {
    for (let i = a; i < b; i++) x.push(view.ends ? passed + (t[i] - t[a]) / 1440 : clock(t[i]));
    const last = t[b - 1] + dt[b - 1];
    x.push(view.ends ? passed + (last - t[a]) / 1440 : clock(last));
    passed += (last - t[a]) / 1440;
  }
  return x;
}
function flow(view, channel, size) {
  const values = unpack(view.axis.f[channel]), y = [];
  for (const [a, b] of view.pieces) {
    for (let i = a; i < b; i++) y.push(values[i] / size);
    y.push(values[b - 1] / size);
  }
  return y;
}
// States are read at one more instant than there are groups.
function state(view, channel, size) {
  const values = unpack(view.axis.s[channel]), y = [];
  for (const [a, b] of view.pieces) {
    const [, first, , at] = segmentAt(view.axis, a);
    for (let i = a; i <= b; i++) y.push(values[at + i - first] / size);
  }
  return y;
}

const spanDays = view => {
  const t = unpack(view.axis.t), dt = unpack(view.axis.dt), [a] = view.pieces[0], [, b] = view.pieces[view.pieces.length - 1];
  return (t[b - 1] + dt[b - 1] - t[a]) / 1440;
};
// Tick labels take a second line where dates stand under hours, or dates under the names of segments.
const labelRoom = view => view.ends || (spanDays(view) > 1.01 && spanDays(view) < 5) ? 66 : 34;

const FONT = {family: getComputedStyle(document.body).fontFamily, size: 12.5, color: "#1a1a1a"};
function timeAxis(view) {
  const base = {showgrid: false, ticks: "outside", ticklen: 4, tickcolor: "#8c8c8c", linecolor: "#8c8c8c", automargin: true};
  if (!view.ends) {
    const day = zh() ? "%-m月%-d日" : "%-d %b", year = zh() ? "%Y年%-m月" : "%b %Y", t = unpack(view.axis.t);
    const oneYear = clock(t[0]).slice(0, 4) === clock(t[t.length - 1]).slice(0, 4);
    return {...base, type: "date", hoverformat: day + " %H:%M", tickformatstops: [
      {dtickrange: [null, 86399999], value: spanDays(view) > 1.01 ? "%H:%M\n" + day : "%H:%M"},
      {dtickrange: [86400000, 2419200000], value: day},
      {dtickrange: ["M1", null], value: oneYear ? (zh() ? "%-m月" : "%b") : year},
    ]};
  }
  const t = unpack(view.axis.t), x = flowTimes(view), at = [], text = [];
  let point = 0;
  view.pieces.forEach(([a, b], i) => {
    at.push(x[point]);
    text.push(plain(DATA.segments[i] || i + 1) + "<br>" + clock(t[a]).slice(5, 10));
    point += b - a + 1;
  });
  return {...base, tickvals: at, ticktext: text, showgrid: true, gridcolor: "#8c8c8c", hoverformat: ".1f"};
}

function valueAxis(more) {
  return {gridcolor: "#e4e4e4", zerolinecolor: "#8c8c8c", zerolinewidth: 1, separatethousands: true, automargin: true,
    tickformat: ",~g", nticks: 7, ...more};
}
// Units stand upright above their axis: turned Chinese is hard to read.
function unitNote(text) {
  return {text, xref: "paper", yref: "paper", x: 0, y: 1, xanchor: "left", yanchor: "bottom", xshift: -34, yshift: 7,
    showarrow: false, font: {size: 12, color: "#595959"}};
}

// The buttons are listed, because the usual set has one that sends data to a server.
const CONFIG = () => ({
  responsive: true, displaylogo: false, displayModeBar: "hover", locale: zh() ? "zh-CN" : "en", plotlyServerURL: "",
  modeBarButtons: [["toImage", "zoom2d", "pan2d", "resetScale2d"]],
  toImageButtonOptions: {format: "png", scale: 2, filename: "dispatch"},
});
// A legend of many long names needs room of its own, or it would eat the chart: rows are estimated as Plotly sets them,
// in columns of the widest name.
const pen = document.createElement("canvas").getContext("2d");
function legendRows(traces, width) {
  const names = traces.filter(t => t.showlegend !== false && t.name).map(t => t.name);
  pen.font = `${FONT.size}px ${FONT.family}`;
  const widths = names.map(n => pen.measureText(n).width + 50);
  if (widths.reduce((sum, w) => sum + w, 0) <= width) return 1;
  return Math.ceil(names.length / Math.max(1, Math.floor(width / Math.max(...widths))));
}

const HEIGHT = {tall: 440, middle: 330, short: 250};
const paper = {width: 0};
function put(id, traces, layout, margin) {
  const box = document.getElementById("chart_" + id);
  if (!box) return;
  box.again = () => put(id, traces, layout, margin);
  const caption = box.parentElement.querySelector("figcaption");
  if (caption) box.setAttribute("aria-label", caption.innerText.split("\n")[0]);
  const {below, ...rest} = layout, sides = {l: 48, r: 22, t: 30, b: 34, ...margin};
  const width = paper.width ? (box.closest(".pair") ? paper.width / 2 - 15 : paper.width) : box.clientWidth;
  // On paper nobody can click a name to see its line.
  const shown = paper.width ? traces.filter(t => t.visible !== "legendonly") : traces;
  const base = HEIGHT[Object.keys(HEIGHT).find(k => box.classList.contains(k))];
  const height = base + 19 * (legendRows(shown, width - sides.l - sides.r) - 1);
  box.style.height = height + "px";
  const whole = {
    font: FONT, paper_bgcolor: "#fff", plot_bgcolor: "#fff", hovermode: "x unified", separators: ".,", margin: sides,
    height, ...(paper.width ? {width} : {}), hoverlabel: {namelength: -1, font: {...FONT, size: 12}},
    // Below the tick labels, whatever the height of the chart.
    legend: {orientation: "h", x: 0, xanchor: "left", y: -below / Math.max(base - 110, 80), yanchor: "top", traceorder: "normal",
      maxheight: 600}, ...rest,
  };
  Plotly.react(box, shown, whole, CONFIG());
}

function line(view, words, x, y, colour, more) {
  const {dash, width, ...rest} = more || {};
  return {type: "scatter", mode: "lines", name: words, x, y, connectgaps: false,
    line: {color: colour, width: width || 1.6, dash: dash || "solid", shape: "hv"}, hovertemplate: "%{y:,.4~r}", ...rest};
}
function area(words, x, y, colour, group) {
  return {type: "scatter", mode: "lines", name: words, x, y, stackgroup: group, fillcolor: colour,
    line: {color: "#fff", width: 0.3, shape: "hv"}, hovertemplate: "%{y:,.4~r}"};
}
