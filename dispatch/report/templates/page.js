// Which window is shown, which language, and when everything is drawn.
Plotly.register({moduleType: "locale", name: "zh-CN", dictionary: {
  "Download plot as a PNG": "保存为图片", "Download plot as a png": "保存为图片", "Zoom": "缩放", "Pan": "平移", "Reset axes": "恢复视图",
  "Double-click to zoom back out": "双击恢复视图", "Toggle Spike Lines": "参考线",
}, format: {
  days: ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"], shortDays: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
  months: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
  shortMonths: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"], date: "%Y年%-m月%-d日",
}});

let shown = 0;
function drawWindow() {
  const view = windowView(DATA.windows[shown]);
  if (DATA.layers.length) drawBalance("balance", view);
  drawNet(view);
  drawStore(view);
  drawPrice("price", view);
  drawExchange("exchange", view);
  document.querySelectorAll("#shown").forEach(e => { e.textContent = (zh() ? "：" : ": ") + DATA.windows[shown].label[zh() ? 0 : 1]; });
}

// Number of the week that a minute lies in, −1 where there is none.
function weekOf(minute) {
  const t = unpack(axisOf("main").t), dt = unpack(axisOf("main").dt);
  return DATA.windows.findIndex(w => w.axis === "main" && t[w.begin] <= minute && minute < t[w.stop - 1] + dt[w.stop - 1]);
}

// A click on a day of the overview opens its week.
function drawOverview() {
  if (!axisOf("day")) return;
  drawBalance("overview", wholeView("day"));
  const box = document.getElementById("chart_overview");
  if (!box || DATA.segments.length) return;
  box.removeAllListeners("plotly_click");
  box.on("plotly_click", event => {
    const week = weekOf(Date.parse(event.points[0].x + (event.points[0].x.length > 10 ? "Z" : "")) / 60000);
    if (week >= 0) show(week);
  });
}

const WHOLE = [
  drawOverview,
  () => drawDuration("duration", DATA.durations.power, "power"),
  drawMonths,
  ...DATA.reservoirs.map((_, i) => () => drawReservoir(i)),
  () => { if (DATA.heat_step_min && DATA.stores.length) drawHeat("store_heat", "s.0.p", "store", {zmid: 0,
    colorscale: [[0, "#0072B2"], [.5, "#ffffff"], [1, "#D55E00"]]}); },
  () => { if (axisOf("day")) drawExchange("exchange_days", wholeView("day")); },
  () => { if (axisOf("day")) drawPrice("price_days", wholeView("day")); },
  () => { if (DATA.heat_step_min && DATA.buses.length) drawHeat("price_heat", "p.mean", "price", {colorscale: "Cividis"}); },
  () => drawDuration("price_duration", DATA.durations.price, "price"),
];

// One chart a turn: the page can be read and scrolled meanwhile.
function drawAll() {
  root.dataset.state = "drawing";
  const left = [drawWindow, ...WHOLE];
  const turn = () => {
    const next = left.shift();
    if (!next) { root.dataset.state = "drawn"; return; }
    next();
    setTimeout(turn);
  };
  turn();
}

function fillChoices() {
  const windows = document.getElementById("window");
  if (windows) {
    windows.replaceChildren(...DATA.windows.map((w, i) => new Option(w.label[zh() ? 0 : 1], i, i === shown, i === shown)));
  }
  const stores = document.getElementById("store_choice");
  if (stores) {
    const before = stores.value || "0", labels = [say("all_stores"), ...DATA.stores.map(s => s.name[zh() ? 0 : 1])];
    stores.replaceChildren(...labels.map((text, i) => new Option(text, i, false, String(i) === before)));
    stores.hidden = DATA.stores.length < 2;
  }
}

function show(number) {
  shown = Math.min(Math.max(number, 0), DATA.windows.length - 1);
  fillChoices();
  drawWindow();
}

function speak(language) {
  root.dataset.lang = language;
  root.lang = language === "zh" ? "zh-CN" : "en";
  document.title = DATA.title[zh() ? 0 : 1];
  FONT.family = getComputedStyle(document.body).fontFamily;
  fillChoices();
  drawAll();
}

function listen(id, event, action) {
  const element = document.getElementById(id);
  if (element) element.addEventListener(event, action);
}
listen("language", "click", () => speak(zh() ? "en" : "zh"));
listen("window", "change", e => show(Number(e.target.value)));
listen("earlier", "click", () => show(shown - 1));
listen("later", "click", () => show(shown + 1));
listen("store_choice", "change", () => drawStore(windowView(DATA.windows[shown])));

// Paper is narrower than the window: draw for it, then draw back.
function redraw(width) {
  paper.width = width;
  document.querySelectorAll(".chart").forEach(box => box.again && box.again());
}
addEventListener("beforeprint", () => redraw(690));
addEventListener("afterprint", () => redraw(0));

const pair = document.getElementById("reservoirs");
if (pair) DATA.reservoirs.forEach((_, i) => {
  const figure = document.createElement("figure"), box = document.createElement("div");
  box.id = "chart_reservoir_" + i;
  box.className = "chart short";
  figure.append(box);
  pair.append(figure);
});
// The week of the highest net load is what most readers look for first.
const peak = axisOf("peak");
if (peak) shown = weekOf(unpack(peak.t)[0]);
addEventListener("error", () => { root.dataset.state = "failed"; });
speak(root.dataset.lang);
