// Enter while a file is still on its way: Streamlit lets it fall. Here the message waits for the file and then goes.
const BOX = '[data-testid="stChatInputTextArea"]';
const SEND = '[data-testid="stChatInputSubmitButton"]'; // in its place is Stop while the page runs
const FILE = '[data-testid="stFileChip"]';
const FAILED = `${FILE}[aria-invalid="true"]`;
const ON_ITS_WAY = '[data-testid="stFileChipIconSpinner"]';
const LOOK_MS = 100;
let waiting;

export default function () {
  document.addEventListener("keydown", heard, true);
  return () => document.removeEventListener("keydown", heard, true);
}

function heard(event) {
  const isEnter = event.key === "Enter" && !event.shiftKey && !event.ctrlKey && !event.metaKey && !event.isComposing;
  if (isEnter && event.target.matches?.(BOX) && document.querySelector(ON_ITS_WAY)) {
    wait(event.target, event.target.value, count(FILE));
  }
}

/** Until everything is here. Whoever edits the text, takes a file out or adds one meanwhile presses Enter again. */
function wait(box, text, files) {
  clearTimeout(waiting);
  if (!box.isConnected || box.value !== text || count(FILE) !== files || count(FAILED)) return;
  const send = document.querySelector(SEND);
  if (send && !send.disabled) send.click();
  else waiting = setTimeout(wait, LOOK_MS, box, text, files);
}

function count(selector) {
  return document.querySelectorAll(selector).length;
}
