"use strict";

// Moves the mouse over the first chart and notes what the page makes of it.
const {plot: touched, box: around} = charts[0];
const inside = touched.over.getBoundingClientRect();

function mouse(target, type, x) {
    target.dispatchEvent(new MouseEvent(type, {
        clientX: inside.left + x * inside.width,
        clientY: inside.top + inside.height / 2,
        movementX: 1,
        bubbles: true,
    }));
}

function legend() {
    return [...around.querySelectorAll(".u-value")].map(value => value.textContent).join(" ");
}

async function note(name, value) {
    await new Promise(resolve => { setTimeout(resolve, 100); });
    document.body.dataset[name] = value();
}

(async () => {
    mouse(touched.over, "mouseenter", 0.01);
    mouse(touched.over, "mousemove", 0.01);
    await note("hovered", legend);

    mouse(touched.over, "mousedown", 0.25);
    mouse(touched.over, "mousemove", 0.5);
    mouse(touched.over, "mousemove", 0.75);
    mouse(document, "mouseup", 0.75);
    await note("zoomed", () => `${touched.scales.x.min.toFixed(1)} ${touched.scales.x.max.toFixed(1)}`);

    mouse(touched.over, "dblclick", 0.5);
    await note("whole", () => `${touched.scales.x.min} ${touched.scales.x.max}`);

    mouse(touched.over, "mouseleave", -1);
    await note("left", legend);
})();
