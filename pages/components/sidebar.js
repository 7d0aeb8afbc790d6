// What choosing something in the sidebar does in the browser at once. On a phone, where the sidebar lies over the page, it
// makes room; elsewhere the place to type gets the keyboard, as it does when the page opens.
const OPENED = new WeakSet();
const PHONE = window.matchMedia("(max-width: 768px)"); // where Streamlit lays the sidebar over the page
const TOUCH = window.matchMedia("(hover: none)"); // there the focus would raise a keyboard nobody asked for
const CHOICES = [
  '[data-testid="stSidebarNavLink"]',
  '[data-testid="stSidebar"] [data-testid="stPageLink-NavLink"]',
  ".st-key-new-chat button",
  '[class*="st-key-session-row-"] [data-testid="stButton"] button',
  '[class*="st-key-session-open-"] [data-testid="stButton"] button',
].join(",");
const PATIENCE_MS = 3000;

export default function ({ parentElement: root }) {
  const choose = (event) => {
    if (event.target.closest?.(CHOICES)) setTimeout(PHONE.matches ? closeSidebar : focusInput); // after its own click
  };
  document.addEventListener("click", choose, true);
  if (!OPENED.has(root)) {
    OPENED.add(root);
    focusInput();
  }
  return () => document.removeEventListener("click", choose, true);
}

function closeSidebar() {
  document.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
}

/** Waits for the page to draw its input, and gives up where there is none or the person has gone elsewhere meanwhile. */
function focusInput(until = performance.now() + PATIENCE_MS, from = document.activeElement) {
  if (TOUCH.matches || document.activeElement !== from || document.querySelector('[role="dialog"]')) return;
  const input = document.querySelector('[data-testid="stMain"] ~ * [data-testid="stChatInputTextArea"], [data-testid="stBottom"] [data-testid="stChatInputTextArea"]');
  if (input) input.focus({ preventScroll: true });
  else if (performance.now() < until) setTimeout(focusInput, 100, until, from);
}
