const PREFIX = "violet-draft-";

/**
 * What one person typed and did not send yet, in this tab's own storage: through a reload, another page, and a sign-in
 * that ended meanwhile. Whoever else signs in here removes it.
 */
class DraftStore {
  constructor(person) {
    this.mine = `${PREFIX}${person}-`;
    try {
      this.storage = window.sessionStorage;
    } catch {
      this.storage = null; // a browser that allows none: the text stays in its box alone
    }
  }

  /** `was` is what the box had before anybody typed: a text typed over something else is not put back. */
  keep(name, text, was = "") {
    if (!this.storage) return;
    try {
      if (text && text !== was) this.storage.setItem(this.mine + name, JSON.stringify({ text, was }));
      else this.storage.removeItem(this.mine + name);
    } catch {
      this.storage.removeItem(this.mine + name); // it is full
    }
  }

  /** The text kept under this name; null for none, and where the box has something else to begin with now. */
  find(name, was = "") {
    try {
      const kept = JSON.parse(this.storage.getItem(this.mine + name));
      return kept.was === was ? kept.text : null;
    } catch {
      return null;
    }
  }

  removeOthers() {
    this.removeWhere((key) => key.startsWith(PREFIX) && !key.startsWith(this.mine));
  }

  /** Of the drafts whose names start so, leave these. */
  removeAllBut(start, names) {
    const kept = names.map((name) => this.mine + name);
    this.removeWhere((key) => key.startsWith(this.mine + start) && !kept.includes(key));
  }

  removeWhere(isGoing) {
    for (const key of Object.keys(this.storage ?? {})) if (isGoing(key)) this.storage.removeItem(key);
  }
}

