const DRAWN = new WeakMap();

export default function ({ parentElement: root, data }) {
  const ids = data.items.map((item) => item.id).join();
  if (DRAWN.get(root) === ids) return; // drawing anew would stop a voice note that is playing
  DRAWN.set(root, ids);
  root.querySelector(".attachments").replaceChildren(...data.items.map(attachment));
}
