// Draws a table's figures above it. The table is the truth: a chart reads its rows,
// and a bar leads where the row's own figure leads.
"use strict";

const INK = "#1d2731";
const BAR = "#174f86";

function rowsOf(table) {
  return Array.from(table.tBodies[0].rows, (row) => {
    const figure = row.cells[row.cells.length - 1];
    const link = figure.querySelector("a");
    return {
      name: row.cells[0].textContent.trim().replace(/\s+/g, " "),
      value: Number(figure.textContent),
      at: link ? link.href : "",
    };
  });
}

function common() {
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: { color: INK, fontFamily: getComputedStyle(document.body).fontFamily },
    tooltip: { renderMode: "richText", trigger: "item" },
  };
}

function bars(rows) {
  return {
    ...common(),
    grid: { left: 8, right: 48, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: "value", minInterval: 1, splitLine: { lineStyle: { color: "#e8ecef" } } },
    yAxis: {
      type: "category",
      inverse: true,
      data: rows.map((row) => row.name),
      axisLabel: { color: INK, width: 170, overflow: "truncate", interval: 0 },
      axisTick: { show: false },
    },
    series: [
      {
        type: "bar",
        barMaxWidth: 14,
        itemStyle: { color: BAR },
        label: { show: true, position: "right", color: INK },
        data: rows.map((row) => row.value),
      },
    ],
  };
}

function line(rows) {
  return {
    ...common(),
    grid: { left: 8, right: 24, top: 24, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: rows.map((row) => row.name) },
    yAxis: { type: "value", minInterval: 1 },
    series: [
      {
        type: "line",
        symbolSize: 8,
        lineStyle: { color: BAR },
        itemStyle: { color: BAR },
        label: { show: true, color: INK },
        data: rows.map((row) => row.value),
      },
    ],
  };
}

function draw(place) {
  const rows = rowsOf(document.querySelector(place.dataset.of));
  const isLine = place.dataset.chart === "line";
  if (rows.length < 2 || rows.every((row) => row.value === 0)) {
    return;
  }
  place.classList.add("is-drawn");
  if (!isLine) {
    place.style.height = `${rows.length * 24 + 40}px`;
  }
  const table = document.querySelector(place.dataset.of).closest("details");
  if (table) {
    table.open = false;
  }
  const chart = echarts.init(place);
  chart.setOption(isLine ? line(rows) : bars(rows));
  chart.on("click", (hit) => {
    const at = rows[hit.dataIndex].at;
    if (at) {
      window.location.assign(at);
    }
  });
  window.addEventListener("resize", () => chart.resize());
}

if (window.echarts) {
  document.querySelectorAll("[data-chart]").forEach(draw);
}
