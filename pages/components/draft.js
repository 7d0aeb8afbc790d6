// Keeps what is typed into the chat's box and not sent yet, in this tab's own storage: through a reload, another page,
// and a sign-in that ended meanwhile. It comes back for the same person only; whoever else signs in here removes it.
const PREFIX = "violet-draft-";
const BOX = '[data-testid="stChatInputTextArea"]';
const PATIENCE_MS = 3000;
const KNOWN = new WeakSet();
const STORE = storage();
const SENT = (window.violetSent ??= {}); // by draft: how many messages this session had sent when the page ran last

export default function ({ parentElement: root, data }) {
  if (!STORE) return;
  const mine = `${PREFIX}${data.person}-`;
  const name = mine + data.place;
  const listen = (event) => {
    if (event.target.matches?.(BOX)) keep(name, event.target.value);
  };
  document.addEventListener("input", listen, true);
  const isOpened = !KNOWN.has(root);
  const isSent = SENT[name] !== undefined && SENT[name] !== data.sent;
  KNOWN.add(root);
  SENT[name] = data.sent;
  if (isSent) {
    keep(name, document.querySelector(BOX)?.value);
  } else if (isOpened) {
    for (const other of Object.keys(STORE))
      if (other.startsWith(PREFIX) && !other.startsWith(mine)) STORE.removeItem(other);
    putBack(STORE.getItem(name));
  }
  return () => document.removeEventListener("input", listen, true);
}

/** The tab's storage; null in a browser that allows none. */
function storage() {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}

function keep(name, text) {
  try {
    if (text) STORE.setItem(name, text);
    else STORE.removeItem(name);
  } catch {
    STORE.removeItem(name); // it is full: the text stays in the box alone
  }
}

/** Waits for the page to draw its box. What is in it already is newer. */
function putBack(text, until = performance.now() + PATIENCE_MS) {
  if (!text) return;
  const box = document.querySelector(BOX);
  if (!box || box.disabled) {
    if (performance.now() < until) setTimeout(putBack, 50, text, until);
  } else if (!box.value) {
    // As React hears of what a person types.
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(box, text);
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}
