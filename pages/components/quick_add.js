// The quick-add line: reports what is typed (the trigger "typed") and, through the outbox, the lines to add ({text}).
// The text lives here, so no redraw of the page can lose it; it is cleared when sent and comes back if it is refused.
// A draft of it stays in the tab until the server has taken it.
const LINES = new WeakMap();
const PAUSE_MS = 140;
const DRAFT = "quick-add";

export default function (component) {
  const { parentElement: root, data, setTriggerValue } = component;
  let line = LINES.get(root);
  if (!line) {
    line = { root, input: root.querySelector("input"), outbox: new Outbox(), refused: data.refused?.id };
    line.drafts = new DraftStore(data.person);
    LINES.set(root, line);
    listen(line);
    line.drafts.removeOthers();
    line.input.value = data.draft || line.drafts.find(DRAFT) || "";
  }
  line.send = setTriggerValue;
  line.data = data;
  line.outbox.update(setTriggerValue, data.done);
  if (data.refused && data.refused.id !== line.refused) {
    line.refused = data.refused.id;
    if (!line.input.value) line.input.value = data.refused.text;
    line.send("typed", line.input.value);
  }
  keep(line);
  draw(line);
}

/** What is on its way to the server may still come back. */
function keep({ drafts, input, outbox }) {
  drafts.keep(DRAFT, input.value || outbox.waiting.at(-1)?.text);
}

function listen(line) {
  const { input, root } = line;
  input.addEventListener("input", () => {
    clearTimeout(line.timer);
    keep(line);
    draw(line);
    line.timer = setTimeout(() => line.send("typed", input.value), PAUSE_MS);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") add(line);
    else if (event.key === "Escape" && input.value) {
      input.value = "";
      line.send("typed", "");
      keep(line);
      draw(line);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  for (const name of ["focus", "blur"]) input.addEventListener(name, () => draw(line));
  const button = root.querySelector("button");
  button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus in the line
  button.addEventListener("click", () => add(line));
}

function add(line) {
  const text = line.input.value;
  if (!text.trim()) return;
  clearTimeout(line.timer);
  line.outbox.add({ text });
  line.input.value = "";
  keep(line);
  draw(line);
  line.input.focus();
}

/** Shows what was understood, once the answer to exactly this text is here. */
function draw(line) {
  const { root, data, input } = line;
  const text = input.value;
  const isFocused = root.activeElement === input;
  root.querySelector("button").hidden = !text.trim();
  const panel = root.querySelector(".understood");
  const isRefused = data.refused && data.refused.id === line.refused && text === data.refused.text;
  const preview = data.preview && data.preview.text === text ? data.preview : null;
  panel.hidden = !text.trim() || !(isFocused || isRefused) || !(preview || line.shown);
  if (panel.hidden) {
    line.shown = false;
    return;
  }
  if (!preview && !isRefused) return; // the earlier reading stays until the new one comes
  line.shown = true;
  const rows = (preview?.tasks ?? []).map((task) => {
    const row = part("div", "row");
    row.append(part("span", "title", task.title));
    row.append(...task.chips.map((chip) => part("span", `chip ${chip.tone}`, chip.text)));
    return row;
  });
  const foot = isRefused
    ? part("div", "foot refused", data.refused.sentence)
    : part("div", "foot", preview.hint);
  panel.replaceChildren(...rows, foot);
}

function part(tag, name, text) {
  const node = document.createElement(tag);
  node.className = name;
  if (text !== undefined) node.textContent = text;
  return node;
}
