"use strict";
(() => {
  const svg = document.querySelector("svg");
  const main = document.querySelector("main");
  const way = document.getElementById("way");
  const found = document.getElementById("found");
  const search = document.getElementById("search");
  const nodes = [...svg.querySelectorAll(".node")];
  const edges = [...svg.querySelectorAll(".edges .edge")];
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const full = svg.viewBox.baseVal;
  const home = [full.x, full.y, full.width, full.height];
  let view = [...home];

  // Pan and zoom: the view box moves, the drawing stays.
  const show = () => svg.setAttribute("viewBox", view.join(" "));
  const scale = () => Math.max(view[2] / main.clientWidth, view[3] / main.clientHeight);
  const at = (event) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [point.x, point.y];
  };
  const zoom = (factor, [x, y]) => {
    const next = Math.min(Math.max(scale() * factor, 0.2), 4 * Math.max(home[2], home[3]) / main.clientWidth);
    const by = next / scale();
    view = [x - (x - view[0]) * by, y - (y - view[1]) * by, view[2] * by, view[3] * by];
    show();
  };
  const middle = () => [view[0] + view[2] / 2, view[1] + view[3] / 2];
  const whole = () => {
    view = [...home];
    show();
  };
  const centre = (node) => {
    const box = node.getBoundingClientRect();
    const [x, y] = at({ clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 });
    view = [x - main.clientWidth / 2, y - main.clientHeight / 2, main.clientWidth, main.clientHeight];
    show();
  };
  const hidden = (node) => {
    const box = node.getBoundingClientRect();
    const room = main.getBoundingClientRect();
    return box.left < room.left || box.top < room.top || box.right > room.right || box.bottom > room.bottom;
  };
  const start = () => {
    // A picture that is higher than the window begins at its top, at a size that can be read.
    const high = Math.max(home[2], main.clientWidth) * main.clientHeight / main.clientWidth;
    view = high < home[3] ? [home[0], home[1], Math.max(home[2], main.clientWidth), high] : [...home];
    show();
  };
  start();
  main.addEventListener("wheel", (event) => {
    event.preventDefault();
    zoom(Math.exp(event.deltaY * 0.0015), at(event));
  }, { passive: false });
  let drag = null;
  main.addEventListener("pointerdown", (event) => {
    drag = { x: event.clientX, y: event.clientY, view: [...view] };
  });
  window.addEventListener("pointermove", (event) => {
    if (!drag) return;
    main.classList.add("dragging");
    const by = scale();
    view = [drag.view[0] - (event.clientX - drag.x) * by, drag.view[1] - (event.clientY - drag.y) * by, view[2], view[3]];
    show();
  });
  window.addEventListener("pointerup", () => {
    drag = null;
    main.classList.remove("dragging");
  });
  document.getElementById("in").addEventListener("click", () => zoom(0.7, middle()));
  document.getElementById("out").addEventListener("click", () => zoom(1 / 0.7, middle()));
  document.getElementById("all").addEventListener("click", whole);

  // From a table to the tenants, over every path.
  const upward = new Map();
  for (const edge of edges) {
    if (edge.classList.contains("path") || edge.classList.contains("source")) {
      const child = edge.dataset.to;
      if (!upward.has(child)) upward.set(child, []);
      if (edge.dataset.from !== child) upward.get(child).push(edge);
    }
  }
  const chain = (id, seen = new Set()) => {
    if (seen.has(id)) return [];
    seen.add(id);
    return (upward.get(id) || []).flatMap((edge) => [edge, ...chain(edge.dataset.from, seen)]);
  };
  const light = (edge) => {
    edge.classList.add("on");
    edge.parentNode.append(edge); // over the pale ones: lines into a tray share most of their way
    byId.get(edge.dataset.from).classList.add("on");
    byId.get(edge.dataset.to).classList.add("on");
  };
  const follow = (node) => {
    clear();
    svg.classList.add("following");
    node.classList.add("on");
    chain(node.id).forEach(light);
    for (const edge of edges) {
      if ((edge.classList.contains("compared") || edge.classList.contains("hole"))
          && (edge.dataset.to === node.id || edge.dataset.from === node.id)) light(edge);
    }
    const names = [node.dataset.name];
    for (let id = node.id, next; (next = (upward.get(id) || [])[0]); id = next.dataset.from) {
      names.push(byId.get(next.dataset.from).dataset.name);
    }
    way.textContent = names.join(" → ");
  };
  const clear = () => {
    svg.classList.remove("following");
    for (const one of svg.querySelectorAll(".on")) one.classList.remove("on");
    way.textContent = "";
  };
  for (const node of nodes) {
    node.setAttribute("tabindex", "0");
    node.addEventListener("pointerenter", () => drag || follow(node));
    node.addEventListener("pointerleave", clear);
    node.addEventListener("focus", () => {
      if (node.matches(":focus-visible") && hidden(node)) centre(node);
      follow(node);
    });
    node.addEventListener("blur", clear);
  }

  // Search: in all that stands on a table.
  let matches = [];
  let next = 0;
  const look = () => {
    const words = search.value.trim().toLowerCase();
    matches = words ? nodes.filter((node) => node.textContent.toLowerCase().includes(words)) : [];
    next = 0;
    svg.classList.toggle("searching", words !== "");
    for (const node of nodes) node.classList.toggle("match", matches.includes(node));
    found.textContent = words ? `${matches.length} of ${nodes.length}` : "";
  };
  const go = () => {
    if (matches.length) centre(matches[next++ % matches.length]);
  };
  search.addEventListener("input", look);
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") go();
    if (event.key === "Escape") { search.value = ""; look(); start(); }
  });
})();
