// Charts that the page describes as data: see dispatch/present/chart.py and writers/plotly.py.
const MONTHS = {zh: Array.from({length: 12}, (_, i) => i + 1 + "月"), en: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ")};

function pictureX(axis, count) {
  if (axis.kind === "months") return MONTHS[zh() ? "zh" : "en"];
  if (axis.kind === "words") return axis.words.map(name);
  const first = axis.start ? Date.parse(axis.start + "Z") / 60000 : 0;
  return Array.from({length: count}, (_, i) => axis.kind === "days" ? clock(first + i * axis.step) : (i + .5) * axis.step / 60);
}

function pictureAxis(axis) {
  const base = {showgrid: false, ticks: "outside", ticklen: 4, tickcolor: "#8c8c8c", linecolor: "#8c8c8c", automargin: true,
    title: {text: name(axis.title), font: {size: 12}, standoff: 4}};
  if (axis.kind === "months" || axis.kind === "words") return {...base, type: "category"};
  if (axis.kind === "clock") return {...base, tickvals: [0, 6, 12, 18, 24], ticktext: ["00:00", "06:00", "12:00", "18:00", "24:00"], range: [0, 24]};
  if (axis.kind === "number") return {...base, tickformat: ",~g", hoverformat: ",.5~r"};
  const day = zh() ? "%-m月%-d日" : "%-d %b";
  return {...base, type: "date", hoverformat: day + (axis.step < 1440 ? " %H:%M" : ""), tickformatstops: [
    {dtickrange: [null, 86399999], value: "%H:%M\n" + day}, {dtickrange: [86400000, 2419200000], value: day},
    {dtickrange: ["M1", null], value: zh() ? "%-m月" : "%b"}]};
}

function pictureLine(picture, curve) {
  const size = picture.size[zh() ? 0 : 1], y = Array.from(unpack(curve.y), v => v / size), x = curve.x ? Array.from(unpack(curve.x)) : pictureX(picture.x, y.length);
  if (curve.bar) return {type: "bar", name: name(curve.name), x, y, marker: {color: curve.colour}, hovertemplate: "%{y:,.4~r}"};
  return {type: "scatter", mode: picture.x.kind === "months" ? "lines+markers" : "lines", name: name(curve.name), x, y, connectgaps: false, showlegend: !curve.quiet,
    line: {color: curve.colour, width: curve.width, dash: curve.dash, shape: curve.steps ? "hv" : "linear"}, marker: {size: 5},
    ...(curve.fill ? {fill: "tonexty", fillcolor: curve.colour + "38"} : {}), ...(curve.width ? {hovertemplate: "%{y:,.4~r}"} : {hoverinfo: "skip"})};
}

function drawPicture(picture) {
  const room = picture.x.kind === "months" ? 30 : name(picture.x.title) ? 50 : 36;
  if (!picture.heat) {
    put("picture_" + picture.id, picture.lines.map(curve => pictureLine(picture, curve)), {below: room, xaxis: pictureAxis(picture.x),
      yaxis: valueAxis(picture.zero ? {rangemode: "tozero"} : {}), annotations: [unitNote(name(picture.unit))], showlegend: picture.lines.length > 1});
    return;
  }
  const z = picture.heat.z.map(row => Array.from(unpack(row))), rows = picture.heat.rows.map(name);
  const clockRows = {...valueAxis({showgrid: false}), tickvals: [0, 6, 12, 18, 24], ticktext: ["00:00", "06:00", "12:00", "18:00", "24:00"], range: [24, 0], zeroline: false};
  const named = {type: "category", autorange: "reversed", automargin: true, showgrid: false, tickfont: {size: 11.5}};
  put("picture_" + picture.id, [{type: "heatmap", x: pictureX(picture.x, z[0].length), y: rows.length ? rows : z.map((_, i) => (i + .5) * 24 / z.length), z,
    colorscale: picture.heat.colours, hovertemplate: (rows.length ? "%{y}  " : "") + "%{x}  %{z:,.4~r}<extra></extra>",
    colorbar: {thickness: 12, outlinewidth: 0, tickformat: ",~g", title: {text: name(picture.unit), side: "top", font: {size: 12}}}}],
  {below: room, xaxis: pictureAxis(picture.x), yaxis: rows.length ? named : clockRows, hovermode: "closest"}, {r: 8});
}
