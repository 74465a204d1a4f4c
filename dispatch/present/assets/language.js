// Which language is spoken, and when everything is drawn. A page gives `PAGE` what it draws and what it fills.
const PAGE = {draw: [], fill: []};
Plotly.register({moduleType: "locale", name: "zh-CN", dictionary: {
  "Download plot as a PNG": "保存为图片", "Download plot as a png": "保存为图片", "Zoom": "缩放", "Pan": "平移", "Reset axes": "恢复视图",
  "Double-click to zoom back out": "双击恢复视图", "Toggle Spike Lines": "参考线",
}, format: {
  days: ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"], shortDays: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
  months: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"],
  shortMonths: ["1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"], date: "%Y年%-m月%-d日",
}});

// One chart a turn: the page can be read and scrolled meanwhile.
function drawAll() {
  root.dataset.state = "drawing";
  const left = [...PAGE.draw, ...(DATA.pictures || []).map(picture => () => drawPicture(picture))];
  const turn = () => {
    const next = left.shift();
    if (!next) { root.dataset.state = "drawn"; return; }
    next();
    setTimeout(turn);
  };
  turn();
}

function speak(language) {
  root.dataset.lang = language;
  root.lang = language === "zh" ? "zh-CN" : "en";
  document.title = DATA.title[zh() ? 0 : 1];
  FONT.family = getComputedStyle(document.body).fontFamily;
  PAGE.fill.forEach(fill => fill());
  drawAll();
}

function listen(id, event, action) {
  const element = document.getElementById(id);
  if (element) element.addEventListener(event, action);
}
// Paper is narrower than the window: draw for it, then draw back.
function redraw(width) {
  paper.width = width;
  document.querySelectorAll(".chart").forEach(box => box.again && box.again());
}
addEventListener("beforeprint", () => redraw(690));
addEventListener("afterprint", () => redraw(0));

addEventListener("error", () => { root.dataset.state = "failed"; });
listen("language", "click", () => speak(zh() ? "en" : "zh"));
