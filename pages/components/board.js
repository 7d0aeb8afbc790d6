// The kanban board. It draws what the server sends, lets cards be moved (board_carry.js), and reports what was done:
// deeds {number, to, above, below, placed} and {number, done} through the outbox, and the trigger "opened" (a number).
// All text is set as text. A repaint never happens while a card is held: new data waits until it is dropped.
const BOARDS = new WeakMap();
const CALM = window.matchMedia("(prefers-reduced-motion: reduce)");
const MOTION_MS = 150;
const FLASH_MS = 6000;

const ICONS = {
  tick: "M5 12.5l4.5 4.5L19 7.5",
  start: "M5 12h13M13 6.5l5.5 5.5-5.5 5.5",
  back: "M19 12H6M11 6.5L5.5 12l5.5 5.5",
  repeat: "M4 12a8 8 0 0 1 13.7-5.6L20 8.5M20 4v4.5h-4.5M20 12a8 8 0 0 1-13.7 5.6L4 15.5M4 20v-4.5h4.5",
  notes: "M5 6h14M5 12h14M5 18h8",
};

export default function (component) {
  const { parentElement: root, data, setTriggerValue } = component;
  let state = BOARDS.get(root);
  if (!state) {
    state = { root, cards: new Map(), tab: "todo", flashed: null, outbox: new Outbox() };
    BOARDS.set(root, state);
    watch(state);
  }
  state.send = setTriggerValue;
  state.outbox.update(setTriggerValue, data.done);
  if (state.held) state.waiting = data;
  else paint(state, data);
  return () => {
    if (!root.host?.isConnected) state.stop(); // a call overtaken by a newer one is cleaned up too: the board lives on
  };
}

/** Keeps the columns as tall as the window leaves room for, and narrow boards to one column at a time. */
function watch(state) {
  const board = state.root.querySelector(".board");
  const page = state.root.host?.closest('[data-testid="stMain"]');
  const fit = () => {
    const top = board.getBoundingClientRect().top + (page?.scrollTop ?? 0);
    board.style.setProperty("--room", `${Math.max(340, window.innerHeight - top - 16)}px`);
  };
  const observer = new ResizeObserver(fit);
  observer.observe(board);
  if (page?.firstElementChild) observer.observe(page.firstElementChild);
  window.addEventListener("resize", fit);
  board.addEventListener("focusin", (event) => rove(state, event.target.closest(".card")));
  state.fit = fit;
  state.stop = () => {
    observer.disconnect();
    window.removeEventListener("resize", fit);
    state.let_go?.();
  };
}

// -- drawing ----------------------------------------------------------------------------------------------------------

function paint(state, data) {
  state.data = data;
  state.waiting = null;
  const { root } = state;
  const focused = root.activeElement?.closest?.(".card")?.dataset.number ?? state.keepFocus;
  state.keepFocus = null;
  const before = places(state);
  if (!data.columns.some((column) => column.id === state.tab)) state.tab = data.columns[0].id;
  root.querySelector(".tabs").replaceChildren(...data.columns.map((column) => tab(state, column)));
  const lanes = root.querySelector(".lanes");
  const known = new Map([...lanes.children].map((lane) => [lane.dataset.status, lane]));
  const seen = new Set();
  reorder(lanes, data.columns.map((column) => fill(state, known.get(column.id) ?? lane(column), column, seen)));
  for (const number of state.cards.keys()) if (!seen.has(number)) state.cards.delete(number);
  show(state, state.tab);
  state.fit();
  if (focused) state.cards.get(Number(focused))?.element.focus({ preventScroll: true });
  if (!root.querySelector('.card[tabindex="0"]')) rove(state, root.querySelector(".card"));
  glide(state, before);
  flash(state, data.flash);
}

function tab(state, column) {
  const button = make("button", "tab");
  button.type = "button";
  button.dataset.status = column.id;
  button.append(make("span", "", column.title), make("span", "count", String(column.total)));
  button.onclick = () => show(state, column.id);
  return button;
}

/** On a narrow board only this column is seen; on a wide one it changes nothing. */
function show(state, status) {
  state.tab = status;
  for (const button of state.root.querySelectorAll(".tab"))
    button.setAttribute("aria-pressed", String(button.dataset.status === status));
  for (const lane of state.root.querySelectorAll(".lane"))
    lane.classList.toggle("shown", lane.dataset.status === status);
}

function lane(column) {
  const section = make("section", "lane");
  section.dataset.status = column.id;
  section.setAttribute("aria-label", column.title);
  const head = make("h2", "");
  head.append(make("span", "name", column.title), make("span", "count"));
  const list = make("ul", "list");
  list.setAttribute("role", "list");
  section.append(head, list, make("p", "more"));
  return section;
}

function fill(state, section, column, seen) {
  section.querySelector(".count").textContent = String(column.total);
  const list = section.querySelector(".list");
  const items = column.cards.map((card) => {
    seen.add(card.number);
    return element(state, card);
  });
  if (!items.length) {
    const empty = make("li", "empty");
    empty.append(make("strong", "", column.empty.title), make("span", "", column.empty.text));
    items.push(empty);
  }
  reorder(list, items);
  section.querySelector(".more").textContent = column.more;
  return section;
}

/** Puts exactly these children there, touching only the ones that are out of place. */
function reorder(parent, children) {
  children.forEach((child, place) => {
    if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place] ?? null);
  });
  while (parent.children.length > children.length) parent.lastElementChild.remove();
}

function element(state, card) {
  const text = JSON.stringify(card);
  const known = state.cards.get(card.number);
  if (known?.text === text) return known.element;
  const item = known?.element ?? newCard(state, card.number);
  item.classList.toggle("done", card.status === "done");
  item.setAttribute("aria-label", card.spoken);
  item.replaceChildren(tick(state, card), words(card), moves(state, card));
  tabstops(item);
  state.cards.set(card.number, { text, card, element: item });
  return item;
}

function newCard(state, number) {
  const item = make("li", "card");
  item.dataset.number = number;
  item.tabIndex = -1;
  item.setAttribute("aria-roledescription", "task card");
  item.setAttribute("aria-describedby", "hint");
  item.onpointerdown = (event) => press(state, item, event);
  item.onclick = (event) => {
    if (!event.target.closest("button") && !state.hasDragged) state.send("opened", number);
    state.hasDragged = false;
  };
  item.onkeydown = (event) => key(state, item, event);
  return item;
}

function tick(state, card) {
  const isDone = card.status === "done";
  const button = make("button", "tick");
  button.type = "button";
  button.setAttribute("aria-pressed", String(isDone));
  button.setAttribute("aria-label", isDone ? `Reopen ${card.title}` : `Mark ${card.title} as done`);
  button.title = isDone ? "Reopen" : "Mark as done";
  button.append(icon("tick"));
  button.onclick = () => {
    button.setAttribute("aria-pressed", String(!isDone));
    state.outbox.add({ number: card.number, done: !isDone });
  };
  return button;
}

function words(card) {
  const body = make("div", "words");
  const meta = make("div", "meta");
  meta.append(make("span", "number", `#${card.number}`));
  if (card.priority) meta.append(make("span", `chip ${card.priority}`, card.priority));
  if (card.due) meta.append(make("span", `chip ${card.due.tone}`, card.due.text));
  for (const tag of card.tags) meta.append(make("span", "chip tag", `#${tag}`));
  if (card.repeat) meta.append(withIcon("repeat", card.repeat));
  if (card.has_notes) meta.append(withIcon("notes", "notes"));
  body.append(make("div", "title", card.title), meta);
  return body;
}

function moves(state, card) {
  const [name, label, to] = {
    todo: ["start", "Move to In progress", "doing"],
    doing: ["back", "Move to To do", "todo"],
    done: ["back", "Move to In progress", "doing"],
  }[card.status];
  const button = make("button", "move");
  button.type = "button";
  button.setAttribute("aria-label", `${label}: ${card.title}`);
  button.title = label;
  button.append(icon(name));
  button.onclick = () => {
    say(state, `${card.title}: ${label.toLowerCase()}`);
    state.outbox.add({ number: card.number, to, above: null, below: null, placed: false });
  };
  return button;
}

function make(tag, name, text) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  if (text !== undefined) node.textContent = text;
  return node;
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

function withIcon(name, text) {
  const span = make("span", "note");
  span.append(icon(name), make("span", "", text));
  return span;
}

// -- motion: only to show what changed --------------------------------------------------------------------------------

function places(state) {
  if (CALM.matches || state.cards.size > 150) return null;
  return new Map([...state.cards].map(([number, { element }]) => [number, element.getBoundingClientRect()]));
}

function glide(state, before) {
  if (!before?.size) return;
  for (const [number, { element }] of state.cards) {
    const from = before.get(number);
    const to = element.getBoundingClientRect();
    if (!to.width) continue;
    if (!from) element.animate([{ opacity: 0 }, { opacity: 1 }], { duration: MOTION_MS });
    else if (from.width && (from.left !== to.left || from.top !== to.top))
      element.animate(
        [{ transform: `translate(${from.left - to.left}px, ${from.top - to.top}px)` }, { transform: "none" }],
        { duration: MOTION_MS, easing: "ease-out" },
      );
  }
}

function flash(state, news) {
  if (!news.numbers.length || news.id === state.flashed) return;
  state.flashed = news.id;
  const changed = news.numbers.map((number) => state.cards.get(number)).filter(Boolean);
  for (const { element } of changed) {
    element.classList.add("fresh");
    clearTimeout(element.fading);
    element.fading = setTimeout(() => element.classList.remove("fresh"), FLASH_MS);
  }
  if (changed.length === 1) changed[0].element.scrollIntoView({ block: "nearest" });
}

