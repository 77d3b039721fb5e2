// Colours, by light and dark, and how all charts look.

const darkness = window.matchMedia("(prefers-color-scheme: dark)");

function theme() {
  return darkness.matches
    ? {
        ink: "#e8eaf0", faint: "#9aa3b5", line: "#2c3444", paper: "#171c26", rest: "#5a6375", unknown: "#3d4556", alarm: "#ff7b72",
        series: ["#6ea8fe", "#f2a65a", "#5fc9a8", "#e684ae", "#b39ddb", "#d9c65d", "#7fd3e8", "#c9a58a"],
        ramp: ["#1c2a44", "#2a4d85", "#4f86d6", "#9cc4ff"], diverging: ["#f2a65a", "#2a3242", "#6ea8fe"],
      }
    : {
        ink: "#1c2330", faint: "#5d6778", line: "#e3e7ee", paper: "#ffffff", rest: "#a9b1be", unknown: "#d3d8e0", alarm: "#c62f2f",
        series: ["#2f6fc4", "#d9792b", "#2a9d7c", "#bf4b81", "#7a5fc0", "#a68a14", "#2b94ab", "#8a6247"],
        ramp: ["#e4eefb", "#a5c8f2", "#4b8ad8", "#153f7d"], diverging: ["#d9792b", "#f2f4f7", "#2f6fc4"],
      };
}

function look() {
  const { ink, faint, line, paper, series, ramp } = theme();
  const font = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";
  return {
    background: null, font, aria: false, padding: 2,
    view: { stroke: null },
    axis: {
      labelColor: faint, titleColor: faint, titleFontWeight: 500, labelFontSize: 12, titleFontSize: 12, gridColor: line,
      domainColor: line, tickColor: line, labelPadding: 6, titlePadding: 8, labelFont: font, titleFont: font,
    },
    axisX: { grid: false }, axisY: { domain: false, ticks: false },
    legend: {
      orient: "top", direction: "horizontal", title: null, labelColor: ink, labelFontSize: 12, symbolType: "square", symbolSize: 90,
      columnPadding: 14, rowPadding: 4, offset: 8, labelLimit: 190, gradientLength: 160, gradientThickness: 10, titleColor: faint,
      titleFontWeight: 500,
    },
    text: { fill: ink, fontSize: 12, font }, bar: { fill: series[0], cornerRadiusEnd: 2 }, point: { filled: true, size: 70 },
    line: { strokeWidth: 2.2 }, rect: { stroke: paper, strokeWidth: 1.5 }, range: { category: series, ramp, heatmap: ramp },
  };
}

/** Colours of names in order; what is rest or unknown is grey. */
function colours(names) {
  const { series, rest, unknown } = theme();
  let next = 0;
  return names.map((name) => {
    if (/^\(others|^nobody/.test(name)) return rest;
    if (/unknown|^\(none|not known/.test(name)) return unknown;
    next += 1;
    return series[(next - 1) % series.length];
  });
}
