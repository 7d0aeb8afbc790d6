// Carrying a card, for board.js: by mouse or pen, and by keyboard. A held card is `state.held`; while there is one, new
// data waits in `state.waiting`.

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
    Escape: isHeld ? () => giveUp(state, item) : null,
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

function giveUp(state, item) {
  putBack(state);
  focus(state, item);
  say(state, "Cancelled. The card is back where it was.");
}

function pickUp(state, item) {
  hold(state, item);
  item.onblur = () => {
    if (state.held?.item === item && !state.isMoving) putBack(state);
    item.onblur = null;
  };
  const where = `${laneName(item)}, position ${placeOf(item)}`;
  say(state, `Picked up ${titleOf(state, item)}. ${where}. Arrow keys move it, space drops it, escape cancels.`);
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
  const count = item.parentNode.querySelectorAll(".card").length;
  if (moved) say(state, `${laneName(item)}, position ${placeOf(item)} of ${count}.`);
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
