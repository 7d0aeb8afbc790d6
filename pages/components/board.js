// The kanban board. It draws what the server sends, moves cards by mouse and keyboard, and reports what the person did:
// deeds {number, to, above, below, placed} and {number, done} through the outbox, and the trigger "opened" with a number.
// All text is set as text.
// A repaint never happens while a card is held: new data waits until it is dropped.
const BOARDS = new WeakMap();
const CALM = window.matchMedia("(prefers-reduced-motion: reduce)");
const MOTION_MS = 150;
const FLASH_MS = 6000;
const NARROW = 640; // px, as in board.css

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
    if (!root.host?.isConnected) state.stop(); // a call overtaken by a newer one is cleaned up too, while the board lives on
  };
}

/** Keeps the columns as tall as the window leaves room for, and narrow boards to one column at a time. */
function watch(state) {
  const board = state.root.querySelector(".board");
  const page = state.root.host?.closest('[data-testid="stMain"]');
  const fit = () => {
    const top = board.getBoundingClientRect().top + (page?.scrollTop ?? 0);
    board.style.setProperty("--room", `${Math.max(340, window.innerHeight - top - 16)}px`);
    state.isNarrow = board.clientWidth < NARROW;
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
  for (const lane of state.root.querySelectorAll(".lane")) lane.classList.toggle("shown", lane.dataset.status === status);
}

function lane(column) {
  const section = make("section", "lane");
  section.dataset.status = column.id;
  section.setAttribute("aria-label", column.title);
  const head = make("h3", "");
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
  item.onfocus = () => item.setAttribute("aria-describedby", "hint");
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

// -- carrying a card --------------------------------------------------------------------------------------------------

/** Remembers where the card came from, so that Escape puts it back. */
function hold(state, item) {
  const list = item.parentNode;
  state.held = { item, list, next: item.nextSibling };
  item.classList.add("held");
}

function release(state, item) {
  item.classList.remove("held");
  state.held = null;
  for (const lane of state.root.querySelectorAll(".over")) lane.classList.remove("over");
}

function putBack(state) {
  const { item, list, next } = state.held;
  list.insertBefore(item, next);
  release(state, item);
  catchUp(state);
}

function catchUp(state) {
  if (state.waiting) paint(state, state.waiting);
}

/** Tells the server where the card lies now; its answer, or data that came meanwhile, repaints the board. */
function drop(state, item) {
  const { list: home, next } = state.held;
  const list = item.parentNode;
  const to = statusOf(item);
  const stayed = list === home && item.nextSibling === next;
  const near = (sibling) => (sibling?.classList.contains("card") ? Number(sibling.dataset.number) : null);
  const above = near(item.previousElementSibling);
  const below = near(item.nextElementSibling);
  say(state, `${titleOf(state, item)} dropped in ${laneName(item)}, position ${placeOf(item)}.`);
  if (stayed || (list === home && !isOrdered(state, to))) {
    putBack(state);
    return;
  }
  release(state, item);
  state.keepFocus = item.dataset.number;
  state.outbox.add({ number: Number(item.dataset.number), to, above, below, placed: isOrdered(state, to) });
  catchUp(state);
}

/** A column keeps the person's own order unless the board is sorted otherwise; Done is always newest first. */
function isOrdered(state, status) {
  return state.data.canOrder && status !== "done";
}

const laneOf = (item) => item.closest(".lane");
const statusOf = (item) => laneOf(item).dataset.status;
const laneName = (item) => laneOf(item).getAttribute("aria-label");
const placeOf = (item) => [...item.parentNode.querySelectorAll(".card")].indexOf(item) + 1;
const titleOf = (state, item) => state.cards.get(Number(item.dataset.number)).card.title;

function say(state, sentence) {
  state.root.querySelector(".voice").textContent = sentence;
}

// -- by mouse or pen; fingers scroll, and use the buttons -------------------------------------------------------------

function press(state, item, event) {
  state.hasDragged = false;
  if (event.button || event.pointerType === "touch" || event.target.closest("button") || state.held) return;
  const start = { x: event.clientX, y: event.clientY };
  let ghost = null;
  let offset = null;
  let pointer = start;
  let frame = 0;

  const lift = () => {
    const box = item.getBoundingClientRect();
    offset = { x: start.x - box.left, y: start.y - box.top };
    ghost = item.cloneNode(true);
    ghost.className = "card ghost";
    ghost.removeAttribute("tabindex");
    ghost.setAttribute("aria-hidden", "true");
    ghost.style.width = `${box.width}px`;
    state.root.querySelector(".board").append(ghost);
    hold(state, item);
    state.hasDragged = true;
    scrollAtEdges();
  };
  const move = (moved) => {
    pointer = { x: moved.clientX, y: moved.clientY };
    if (!ghost && Math.hypot(pointer.x - start.x, pointer.y - start.y) < 5) return;
    if (!ghost) lift();
    moved.preventDefault();
    ghost.style.transform = `translate(${pointer.x - offset.x}px, ${pointer.y - offset.y}px) rotate(1.2deg)`;
    settle(state, item, pointer);
  };
  const scrollAtEdges = () => {
    const list = item.parentNode;
    const box = list.getBoundingClientRect();
    if (pointer.y < box.top + 36) list.scrollTop -= 9;
    else if (pointer.y > box.bottom - 36) list.scrollTop += 9;
    frame = requestAnimationFrame(scrollAtEdges);
  };
  const end = (isDrop) => {
    window.removeEventListener("pointermove", move);
    window.removeEventListener("pointerup", up);
    window.removeEventListener("pointercancel", cancel);
    window.removeEventListener("blur", cancel);
    window.removeEventListener("keydown", escape, true);
    cancelAnimationFrame(frame);
    state.let_go = null;
    if (!ghost) return;
    ghost.remove();
    if (isDrop) drop(state, item);
    else putBack(state);
  };
  const up = () => end(true);
  const cancel = () => end(false);
  const escape = (pressed) => {
    if (pressed.key !== "Escape") return;
    pressed.stopPropagation();
    end(false);
  };
  window.addEventListener("pointermove", move);
  window.addEventListener("pointerup", up);
  window.addEventListener("pointercancel", cancel);
  window.addEventListener("blur", cancel);
  window.addEventListener("keydown", escape, true);
  state.let_go = cancel;
}

/** Puts the held card where the pointer is. */
function settle(state, item, pointer) {
  for (const lane of state.root.querySelectorAll(".lane")) {
    const box = lane.getBoundingClientRect();
    const isOver = pointer.x >= box.left && pointer.x <= box.right && pointer.y >= box.top && pointer.y <= box.bottom;
    lane.classList.toggle("over", isOver);
    if (!isOver) continue;
    const list = lane.querySelector(".list");
    const others = [...list.querySelectorAll(".card")].filter((other) => other !== item);
    let next = others[0];
    if (isOrdered(state, lane.dataset.status))
      next = others.find((other) => {
        const card = other.getBoundingClientRect();
        return pointer.y < card.top + card.height / 2;
      });
    else if (list === state.held.list) next = state.held.next;
    const target = next ?? null;
    if (item.parentNode !== list || item.nextSibling !== target) list.insertBefore(item, target);
  }
}

// -- by keyboard ------------------------------------------------------------------------------------------------------

/** One card is the tab stop of the whole board; its own buttons come after it. */
function rove(state, item) {
  if (!item) return;
  for (const { element } of state.cards.values()) {
    element.tabIndex = element === item ? 0 : -1;
    tabstops(element);
  }
}

function tabstops(item) {
  for (const button of item.querySelectorAll("button")) button.tabIndex = item.tabIndex;
}

function key(state, item, event) {
  if (event.target !== item || event.altKey || event.ctrlKey || event.metaKey) return;
  const isHeld = state.held?.item === item;
  const act = {
    " ": () => (isHeld ? drop(state, item) : pickUp(state, item)),
    Enter: () => (isHeld ? drop(state, item) : state.send("opened", Number(item.dataset.number))),
    Escape: isHeld ? () => (putBack(state), focus(state, item), say(state, "Cancelled. The card is back where it was.")) : null,
    ArrowDown: () => (isHeld ? carry(state, item, 0, 1) : step(state, item, 0, 1)),
    ArrowUp: () => (isHeld ? carry(state, item, 0, -1) : step(state, item, 0, -1)),
    ArrowRight: () => (isHeld ? carry(state, item, 1, 0) : step(state, item, 1, 0)),
    ArrowLeft: () => (isHeld ? carry(state, item, -1, 0) : step(state, item, -1, 0)),
    Tab: isHeld ? () => undefined : null, // a held card is not left behind
  }[event.key];
  if (!act) return;
  event.preventDefault();
  event.stopPropagation();
  act();
}

function pickUp(state, item) {
  hold(state, item);
  item.onblur = () => {
    if (state.held?.item === item && !state.isMoving) putBack(state);
    item.onblur = null;
  };
  say(state, `Picked up ${titleOf(state, item)}. ${laneName(item)}, position ${placeOf(item)}. Arrow keys move it, space drops it, escape cancels.`);
}

function carry(state, item, sideways, down) {
  const lists = [...state.root.querySelectorAll(".list")];
  let moved = false;
  state.isMoving = true;
  if (sideways) {
    const list = lists[lists.indexOf(item.parentNode) + sideways];
    if (list) {
      list.prepend(item);
      show(state, statusOf(item));
      moved = true;
    }
  } else if (isOrdered(state, statusOf(item))) {
    const other = down > 0 ? item.nextElementSibling : item.previousElementSibling;
    if (other?.classList.contains("card")) {
      other[down > 0 ? "after" : "before"](item);
      moved = true;
    }
  }
  focus(state, item);
  state.isMoving = false;
  if (moved) say(state, `${laneName(item)}, position ${placeOf(item)} of ${item.parentNode.querySelectorAll(".card").length}.`);
}

function step(state, item, sideways, down) {
  const lanes = [...state.root.querySelectorAll(".lane")];
  const cards = [...item.parentNode.querySelectorAll(".card")];
  const place = cards.indexOf(item);
  let target = cards[place + down];
  if (sideways) {
    target = null;
    for (let at = lanes.indexOf(laneOf(item)) + sideways; lanes[at] && !target; at += sideways) {
      const there = [...lanes[at].querySelectorAll(".card")];
      target = there[Math.min(place, there.length - 1)];
    }
  }
  if (!target) return;
  show(state, statusOf(target));
  focus(state, target);
}

function focus(state, item) {
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}
