// Rows that are links. Text is only ever set as text; a click without a modifier key stays on the page.
const HELD = new WeakMap();

export default function (component) {
  const { parentElement: root, data, setTriggerValue } = component;
  const table = root.querySelector("table");
  const focused = root.activeElement?.closest?.("tbody")?.dataset.id;
  HELD.set(root, setTriggerValue);
  root.querySelector(".frame").style.maxHeight = data.max_height ? `${data.max_height}px` : "";
  root.querySelector("caption").textContent = data.caption;
  root.querySelector("thead").replaceChildren(head(data.columns));
  for (const old of root.querySelectorAll("tbody")) old.remove();
  table.append(...data.rows.map((row) => line(root, data.columns, row)));
  table.onkeydown = (event) => walk(root, event);
  show(root.querySelector(".frame"), table.querySelector("tbody[aria-current]"));
  if (focused) root.querySelector(`tbody[data-id="${CSS.escape(focused)}"] a`)?.focus({ preventScroll: true });
}

// A long table scrolls within itself; scrollIntoView would scroll the page too.
function show(frame, row) {
  if (!row) return;
  const top = row.offsetTop;
  const head = frame.querySelector("thead").offsetHeight;
  if (top - head < frame.scrollTop) frame.scrollTop = top - head;
  else if (top + row.offsetHeight > frame.scrollTop + frame.clientHeight)
    frame.scrollTop = top + row.offsetHeight - frame.clientHeight;
}

function head(columns) {
  const row = document.createElement("tr");
  for (const column of columns) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = column.label;
    cell.className = column.is_number ? "number" : "";
    if (column.width) cell.style.width = `${column.width}px`;
    row.append(cell);
  }
  return row;
}

// A row has a body of its own, because the line below its cells is as wide as the table.
function line(root, columns, row) {
  const body = document.createElement("tbody");
  const element = document.createElement("tr");
  body.dataset.id = row.id;
  if (row.is_current) body.setAttribute("aria-current", "true");
  row.cells.forEach((cell, place) => element.append(cellOf(columns[place], cell, place === 0 ? link(root, row) : null)));
  body.append(element);
  if (row.below.length) {
    const below = document.createElement("tr");
    const cell = plain("td", "below", "");
    cell.colSpan = columns.length;
    cell.append(...parts(row.below));
    below.append(cell);
    body.append(below);
  }
  return body;
}

function link(root, row) {
  const anchor = document.createElement("a");
  anchor.href = row.href;
  anchor.onclick = (event) => {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    root.querySelector("tbody.picked")?.classList.remove("picked");
    anchor.closest("tbody").classList.add("picked");
    HELD.get(root)("picked", row.id);
  };
  return anchor;
}

function cellOf(column, cell, anchor) {
  const element = document.createElement("td");
  const text = anchor ?? document.createElement("span");
  element.className = [column.is_number ? "number" : "", cell.phone === null && !anchor ? "no-phone" : ""].join(" ");
  text.className = ["text", cell.is_badge ? "badge" : "", cell.is_code ? "code" : "", cell.tone].join(" ");
  if (cell.title) text.title = cell.title;
  text.append(...(cell.tone === "thumbs" ? thumbs(cell.text) : parts(cell.text)));
  element.append(text);
  if (cell.phone && !anchor) {
    text.classList.add("wide");
    element.append(plain("small", `${text.className.replace("wide", "")} narrow`, cell.phone));
  }
  return element;
}

function parts(text) {
  return text.map(([words, isMarked]) => (isMarked ? plain("mark", "", words) : document.createTextNode(words)));
}

function plain(tag, name, text) {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  return element;
}

// Drawn, because not every machine has a font with thumbs.
const THUMB = "M4 11h3v9H4zM7 11.5 11 3.5c1.5 0 2.6 1.1 2.6 2.6V9.5H19a1.9 1.9 0 0 1 1.9 2.2l-1.2 6.6A2 2 0 0 1 17.7 20H7z";

function thumbs(text) {
  return text.flatMap(([count, isUp]) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", isUp ? "good" : "not good");
    svg.setAttribute("class", isUp ? "up" : "down");
    path.setAttribute("d", THUMB);
    svg.append(path);
    return [svg, plain("span", "count", count)];
  });
}

function walk(root, event) {
  const links = [...root.querySelectorAll("tbody a")];
  const at = links.indexOf(root.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (at < 0 || to === undefined || !links[to]) return;
  event.preventDefault();
  links[to].focus();
}
