// The quiet row under a message: time, copy, and what else may be done with it. Text is only ever set as text.
// What is pressed goes through the outbox as {name}: two presses during one run of the page are both done.
const HELD = new WeakMap();
// Drawn here, because not every machine has a font with thumbs.
const ICONS = {
  up: "M4 11h3v9H4zM7 11.5 11 3.5c1.5 0 2.6 1.1 2.6 2.6V9.5H19a1.9 1.9 0 0 1 1.9 2.2l-1.2 6.6A2 2 0 0 1 17.7 20H7z",
  down: "M4 13h3V4H4zM7 12.5l4 8c1.5 0 2.6-1.1 2.6-2.6V14.5H19a1.9 1.9 0 0 0 1.9-2.2l-1.200-6.600A2 2 0 0 0 17.7 4H7z",
};

export default function (component) {
  const { parentElement: root, data, setTriggerValue } = component;
  const row = root.querySelector(".actions");
  const outbox = HELD.get(root)?.outbox ?? new Outbox();
  const shows = JSON.stringify([data.note, data.actions]);
  const isShown = HELD.get(root)?.shows === shows;
  HELD.set(root, { data, outbox, shows });
  outbox.update(setTriggerValue, data.done);
  if (isShown) return; // every run of the page comes by here, for each of its messages
  row.replaceChildren(
    ...(data.note ? [note(data.note)] : []),
    ...data.actions.map((action) => button(root, action)),
  );
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: 15, height: 15, "aria-hidden": "true" }))
    svg.setAttribute(key, value);
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

function note(text) {
  const span = document.createElement("span");
  span.className = "note";
  span.textContent = text;
  return span;
}

function button(root, action) {
  const element = document.createElement("button");
  element.type = "button";
  if (action.name in ICONS) element.append(icon(action.name));
  else element.textContent = action.label;
  element.title = action.help ?? action.label;
  element.setAttribute("aria-label", action.help ?? action.label);
  if (action.pressed !== undefined) element.setAttribute("aria-pressed", String(action.pressed));
  element.onclick = () => {
    if (action.name === "copy") copy(root, element);
    else press(HELD.get(root).outbox, action.name);
  };
  return element;
}

/** A double click is one press: whatever waits already is not wanted twice. */
function press(outbox, name) {
  if (!outbox.waiting.some((deed) => deed.name === name)) outbox.add({ name });
}

async function copy(root, element) {
  const text = HELD.get(root).data.text;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Plain http on another address has no clipboard: fall back to a selection.
    const area = document.createElement("textarea");
    area.value = text;
    root.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const before = element.textContent;
  element.textContent = "Copied";
  setTimeout(() => (element.textContent = before), 1200);
}
