// A photo or a voice note that came with a message. It is fetched from this app, which asks whose it is.
function attachment(item) {
  const figure = document.createElement("figure");
  figure.className = `attachment ${item.kind}`;
  // No leading slash: a hosted Streamlit keeps the app under a path of its own.
  const address = `attachments/${encodeURIComponent(item.id)}`;
  if (item.kind === "voice") {
    const player = document.createElement("audio");
    Object.assign(player, { controls: true, preload: "metadata", src: address });
    player.setAttribute("aria-label", item.name);
    figure.append(player);
  } else {
    const link = document.createElement("a");
    Object.assign(link, { href: address, target: "_blank", rel: "noopener", title: `${item.name} · ${item.size}` });
    const image = document.createElement("img");
    Object.assign(image, { src: address, alt: item.name, decoding: "async" });
    link.append(image);
    figure.append(link);
  }
  const missing = document.createElement("figcaption");
  missing.textContent = `${item.name} can’t be shown just now.`;
  figure.querySelector("img, audio").addEventListener("error", () => figure.replaceChildren(missing));
  return figure;
}

