/**
 * Deeds on their way to the server. Of several triggers that arrive during one run Streamlit keeps only the last, so
 * every message carries all deeds that are not answered yet, and the server does each of them once, by its id.
 */
class Outbox {
  constructor() {
    this.waiting = [];
    this.count = 0;
    this.mark = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
  }

  /** `send` is the component's setTriggerValue of this run, `done` the ids the server has dealt with. */
  update(send, done) {
    this.send = send;
    this.waiting = this.waiting.filter((deed) => !done.includes(deed.id));
    if (!this.waiting.length) clearTimeout(this.timer);
  }

  add(deed) {
    this.count += 1;
    const id = `${this.mark}-${this.count}`;
    this.waiting.push({ ...deed, id });
    this.flush();
    return id;
  }

  flush() {
    clearTimeout(this.timer);
    if (!this.waiting.length) return;
    this.send("did", this.waiting);
    this.timer = setTimeout(() => this.flush(), 3000);
  }
}

