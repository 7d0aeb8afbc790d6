// Keeps what is typed into boxes of the page that are Streamlit's own, each named by a selector.
const PATIENCE_MS = 3000;
const KNOWN = new WeakSet();
const SENT = (window.violetSent ??= {}); // by person and place: what `sent` was when the page ran last

export default function ({ parentElement: root, data }) {
  const store = new DraftStore(data.person);
  const listen = ({ target }) => {
    const box = data.boxes.find(({ selector }) => target.matches?.(selector));
    if (box) store.keep(box.name, target.value, box.was);
  };
  document.addEventListener("input", listen, true);
  const isOpened = !KNOWN.has(root);
  const last = store.mine + data.place;
  const isSent = SENT[last] !== undefined && SENT[last] !== data.sent;
  KNOWN.add(root);
  SENT[last] = data.sent;
  store.removeAllBut(`${data.place}-`, data.boxes.map(({ name }) => name));
  if (isSent) {
    for (const { name, selector, was } of data.boxes) store.keep(name, document.querySelector(selector)?.value, was);
  } else if (isOpened) {
    store.removeOthers();
    for (const box of data.boxes) putBack(store, box);
  }
  return () => document.removeEventListener("input", listen, true);
}

/** Waits for the page to draw the box with what it has to begin with. What a person has put into it by then is newer. */
function putBack(store, { name, selector, was }, until = performance.now() + PATIENCE_MS) {
  const box = document.querySelector(selector);
  const isReady = box && !box.disabled && box.value === was;
  if (!isReady && performance.now() < until) {
    setTimeout(putBack, 50, store, { name, selector, was }, until);
    return;
  }
  const text = store.find(name, was);
  if (isReady && text) {
    // As React hears of what a person types.
    const kind = box instanceof HTMLTextAreaElement ? HTMLTextAreaElement : HTMLInputElement;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(box, text);
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  } else if (isReady || (box && box.value !== was)) {
    store.keep(name, box.value, was); // a draft that was typed over something else goes
  }
}
