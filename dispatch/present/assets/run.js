// Which window is shown, and what is drawn of the whole run.
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

listen("window", "change", e => show(Number(e.target.value)));
listen("earlier", "click", () => show(shown - 1));
listen("later", "click", () => show(shown + 1));
listen("store_choice", "change", () => drawStore(windowView(DATA.windows[shown])));

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
PAGE.draw = [drawWindow, ...WHOLE];
PAGE.fill = [fillChoices];
speak(root.dataset.lang);
