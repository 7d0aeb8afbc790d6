// Reads like the chat, and is only read. Text is only ever set as text.
const HELD = new WeakMap();

export default function (component) {
  const { parentElement: root, data, setTriggerValue } = component;
  const held = HELD.get(root) ?? { count: 0, call: undefined };
  const list = root.querySelector(".transcript");
  const fromEnd = list.scrollHeight - list.scrollTop;
  const wasShown = held.count > 0;
  const grew = data.messages.length > held.count;
  const focused = root.activeElement?.dataset?.call;
  list.replaceChildren(
    ...(data.has_earlier ? [earlier(setTriggerValue)] : []),
    ...data.messages.flatMap((message, place) => [
      ...(message.day === data.messages[place - 1]?.day ? [] : [element("div", "day", message.day)]),
      article(message, data, setTriggerValue),
    ]),
  );
  if (focused) list.querySelector(`[data-call="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  if (wasShown && grew && held.call === data.call) {
    list.scrollTop = list.scrollHeight - fromEnd; // earlier messages came in above: stay where one was reading
  } else if (held.call !== data.call && data.message !== null) {
    show(list, list.querySelector(`[data-message="${CSS.escape(String(data.message))}"]`), wasShown);
  } else if (!wasShown && data.has_earlier) {
    list.scrollTop = list.scrollHeight;
  }
  HELD.set(root, { count: data.messages.length, call: data.call });
}

// scrollIntoView would scroll the page too.
function show(list, element, isGentle) {
  if (!element) return;
  const top = element.offsetTop - list.offsetTop;
  if (top >= list.scrollTop && top + element.offsetHeight <= list.scrollTop + list.clientHeight) return;
  const still = !isGentle || matchMedia("(prefers-reduced-motion: reduce)").matches;
  list.scrollTo({ top: Math.max(0, top - 80), behavior: still ? "instant" : "smooth" });
}

function earlier(setTriggerValue) {
  const button = element("button", "earlier", "Earlier messages");
  button.type = "button";
  button.onclick = () => {
    button.textContent = "Fetching earlier messages…";
    setTriggerValue("earlier", true);
  };
  return button;
}

function article(message, data, setTriggerValue) {
  const item = element("article", `${message.by}${message.id === data.message ? " chosen" : ""}`, "");
  item.dataset.message = message.id;
  item.setAttribute("aria-label", message.by === "you" ? "You" : "Violet");
  for (const call of message.calls) item.append(step(call, data.call, setTriggerValue));
  if (message.files.length) {
    const files = element("div", "attachments", "");
    files.append(...message.files.map(attachment));
    item.append(files);
  }
  if (message.text.length) {
    const text = element("div", "text", "");
    text.append(...message.text.map(([words, isMarked]) => (isMarked ? element("mark", "", words) : words)));
    item.append(text);
  }
  const notes = [message.note, message.rating === 1 ? "Rated good" : message.rating === -1 ? "Rated not good" : "",
    message.comment ? `“${message.comment}”` : ""].filter(Boolean);
  if (notes.length) item.append(element("div", `note${message.is_trouble ? " trouble" : ""}`, notes.join(" · ")));
  item.append(element("time", "", message.when));
  return item;
}

function step(call, chosen, setTriggerValue) {
  const button = element("button", `step ${call.status}`, "");
  button.type = "button";
  button.dataset.call = call.id;
  button.setAttribute("aria-pressed", String(call.id === chosen));
  button.append(element("i", "", ""), element("code", "", call.tool), element("span", "about", call.about));
  if (call.took) button.append(element("span", "took", call.took));
  button.title = call.status;
  button.onclick = () => setTriggerValue("picked", String(call.id));
  return button;
}

function element(tag, name, text) {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}
