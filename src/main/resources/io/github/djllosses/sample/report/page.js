"use strict";

// What goes wrong is left where a test can find it.
addEventListener("error", event => { document.documentElement.dataset.error = event.message; });
addEventListener("securitypolicyviolation", event => {
    document.documentElement.dataset.error = `refused ${event.blockedURI}`;
});

const report = JSON.parse(document.getElementById("report").textContent);

/** Makes an element. Text is set as text: nothing in a report is ever read as HTML. */
function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
}

/** Writes a number with as many digits as a reader takes in. */
function show(value) {
    if (value === null || value === undefined) {
        return "–";
    }
    if (typeof value !== "number" || Number.isInteger(value)) {
        return String(value);
    }
    return Math.abs(value) >= 1e-3
        ? String(Number(value.toPrecision(5)))
        : Number(value.toPrecision(3)).toExponential();
}

function css(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function variable(hue) {
    return `--${hue.toLowerCase()}`;
}

// One function for each kind of figure.
const draw = {
    table({header, rows}) {
        const numeric = header.map((_, column) => rows.some(row => typeof row[column] === "number"));
        const row = (name, values) => element("tr", {}, ...values.map((value, column) =>
            element(name, {textContent: show(value), className: numeric[column] ? "number" : ""})));
        return element("div", {className: "scroll"},
            element("table", {className: "data"},
                element("thead", {}, row("th", header)),
                element("tbody", {}, ...rows.map(values => row("td", values)))));
    },

    chart(figure) {
        const box = element("div", {className: "chart"});
        charts.push({box, figure});
        return box;
    },

    bars({unit, bars}) {
        // where all are 0 their lengths must not be 0 / 0
        const largest = Math.max(...bars.map(bar => bar.value)) || 1;
        const box = element("div", {className: "bars"});
        let group = "";
        for (const bar of bars) {
            if (bar.group !== group) {
                group = bar.group;
                box.append(element("div", {className: "group", textContent: group}));
            }
            const length = element("div", {className: "bar"});
            length.style.width = `${100 * bar.value / largest}%`;
            length.style.background = `var(${variable(bar.hue)})`;
            box.append(
                element("span", {className: "name", textContent: bar.name}),
                length,
                element("span", {className: "value", textContent: `${show(bar.value)} ${unit}`}));
        }
        return box;
    },

    matrix({rows, columns, labels, counts}) {
        const head = element("tr", {}, element("th"), ...labels.map(label => element("th", {textContent: label})));
        const body = counts.map((row, i) => {
            const total = row.reduce((sum, count) => sum + count, 0);
            return element("tr", {}, element("th", {textContent: labels[i]}), ...row.map((count, k) => {
                const cell = element("td", {
                    textContent: show(count),
                    className: count === 0 ? "zero" : "",
                    title: `${rows} ${labels[i]}, ${columns} ${labels[k]}: ${count} of ${total}`,
                });
                cell.style.setProperty("--hue", i === k ? "var(--blue)" : "var(--orange)");
                // the cube root, so that few of many can be seen
                cell.style.setProperty("--share", total === 0 ? 0 : Math.cbrt(count / total));
                return cell;
            }));
        });
        return element("div", {},
            element("table", {className: "matrix"}, element("thead", {}, head), element("tbody", {}, ...body)),
            element("p", {className: "note", textContent: `Rows: ${rows}. Columns: ${columns}.`}));
    },

    gallery({pictures}) {
        return element("div", {className: "gallery"}, ...pictures.map(({png, caption}) =>
            element("div", {},
                element("img", {src: png, alt: caption.join(", ")}),
                ...caption.map(line => element("div", {textContent: line})))));
    },
};

const charts = [];

function plot({box, figure}) {
    const logarithmic = figure.scale === "LOGARITHMIC";
    // null is a gap, undefined a position of other curves only
    const drawable = y => y === undefined || !logarithmic || y > 0 ? y : null;
    const [x, ...ys] = uPlot.join(
        figure.series.map(s => [s.x, s.y]),
        // a gap reaches to the neighbours of the curve itself
        figure.series.map(() => [0, 2]));
    const axis = {
        stroke: css("--muted"),
        font: "12px system-ui, sans-serif",
        labelFont: "12px system-ui, sans-serif",
        grid: {stroke: css("--line"), width: 1},
        ticks: {show: false},
        values: (u, ticks) => ticks.map(tick => tick === null ? "" : show(tick)),
    };
    const whole = x.every(Number.isInteger);
    const bars = figure.series.find(({mark}) => mark === "BARS");
    // bars stand half beyond their positions, unless one has zoomed in
    const margin = bars && (bars.x[1] - bars.x[0]) / 2;
    const wide = (u, from, to) => [
        from > x[0] ? from : bars.x[0] - margin,
        to < x[x.length - 1] ? to : bars.x[bars.x.length - 1] + margin,
    ];
    const last = [x, ...ys].map(values => values.findLastIndex(value => value !== undefined));
    const atRest = u => u.setLegend({idxs: last}, false);
    const options = {
        width: box.clientWidth,
        height: 250,
        scales: {
            x: {time: false, ...(bars ? {range: wide} : {})},
            y: {distr: logarithmic ? 3 : 1},
        },
        axes: [
            {...axis, label: figure.xLabel, labelSize: 16, size: 26,
                ...(whole ? {incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5]} : {})},
            {...axis, size: 52, grid: {...axis.grid, filter: logarithmic ? decades : (u, ticks) => ticks}},
        ],
        // charts of a section that share an axis share the cursor
        cursor: {sync: {key: `${box.closest("section").id} ${figure.xLabel}`, setSeries: false}, focus: {prox: 20}},
        legend: {markers: {dash: (u, index) => figure.series[index - 1]?.mark === "DASHED" ? "dashed" : "solid"}},
        hooks: {
            ready: [atRest],
            setCursor: [u => { if (u.cursor.idx === null || u.cursor.idx === undefined) { atRest(u); } }],
        },
        series: [{label: figure.xLabel, value: (u, x) => show(x)}, ...figure.series.map((s, i) => series(s, ys[i]))],
    };
    const made = new uPlot(options, [x, ...ys.map(y => y.map(drawable))], box);
    made.root.querySelector("canvas").setAttribute("aria-label", figure.title);
    return made;
}

/** Leaves only the lines at powers of ten where there are many. */
function decades(u, ticks) {
    const drawn = ticks.filter(tick => tick !== null);
    const many = drawn.length > 1 && drawn[drawn.length - 1] / drawn[0] >= 100;
    return many ? ticks.map(tick => tick !== null && Number.isInteger(Math.log10(tick)) ? tick : null) : ticks;
}

/** Finds the values between gaps, which no line shows. */
function lonely(values) {
    const own = values.flatMap((value, index) => value === undefined ? [] : [index]);
    const missing = index => index === undefined || values[index] === null;
    return own.filter((index, i) => !missing(index) && missing(own[i - 1]) && missing(own[i + 1]));
}

function series({name, hue, mark}, y) {
    const color = css(variable(hue));
    return {
        label: name,
        stroke: color,
        width: mark === "BARS" ? 0 : 1.75,
        dash: mark === "DASHED" ? [7, 5] : undefined,
        fill: mark === "BARS" ? `${color}55` : undefined,
        paths: mark === "BARS" ? uPlot.paths.bars({size: [0.8]}) : undefined,
        points: mark === "BARS"
            ? {show: false}
            : {filter: (u, index, all) => all ? null : lonely(u.data[index])},
        // also what a logarithm has no place for
        value: (u, drawn, series, index) => show(y[index]),
    };
}

/** Says what needs the whole width. */
function isWide({kind, header}) {
    return kind === "gallery" || (kind === "table" && header.length > 2);
}

function section({title, text, figures}, index) {
    const heading = element("h2", {textContent: title});
    return element("section", {id: `section-${index}`}, heading, element("p", {textContent: text}),
        element("div", {className: "figures"}, ...figures.map(figure =>
            element("figure", {className: isWide(figure) ? "wide" : ""},
                element("figcaption", {}, figure.title,
                    element("p", {className: "note", textContent: figure.note})),
                draw[figure.kind](figure)))));
}

document.title = report.title;
document.getElementById("title").textContent = report.title;
document.getElementById("lead").textContent = report.lead;
document.getElementById("facts").append(...report.facts.map(({name, value}) =>
    element("div", {}, element("dt", {textContent: name}), element("dd", {textContent: show(value)}))));
if (report.sections.length > 1) {
    document.getElementById("contents").append(...report.sections.map(({title}, index) =>
        element("a", {href: `#section-${index}`, textContent: title})));
}
document.getElementById("sections").append(...report.sections.map(section));

for (const chart of charts) {
    chart.plot = plot(chart);
    new ResizeObserver(() => chart.plot.setSize({width: chart.box.clientWidth, height: 250})).observe(chart.box);
}
// a canvas keeps its colours: draw anew where the theme changes
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const chart of charts) {
        chart.plot.destroy();
        chart.plot = plot(chart);
    }
});
