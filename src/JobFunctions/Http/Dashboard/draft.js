// What somebody has typed into a small form and not sent yet. It lives outside the page's elements, so live updates leave it alone.
// It can be drawn by the fields of field-frame.js.

import { toast } from "./toast.js";

export class Draft {
  failure = null;
  sending = false;
  touched = false;
  #errors = [];

  constructor(values, redraw) {
    Object.assign(this, { values, redraw });
  }

  get(name) {
    return this.values[name];
  }

  set(name, value) {
    this.values[name] = value;
    this.touched = true;
    this.#errors = this.#errors.filter(error => error.field !== name);
    this.redraw();
  }

  error(name) {
    return this.#errors.find(error => error.field === name)?.message;
  }

  /** Marks a field before anything is sent. */
  refuse(field, message) {
    this.#errors = [{ field, message }];
    this.redraw();
  }

  /** Sends it once. What the service refuses is shown beside the fields it names, all else above them. @returns the answer, or null. */
  async send(action, done) {
    if (this.sending) return null;
    [this.sending, this.failure, this.#errors] = [true, null, []];
    this.redraw();
    try {
      const answer = await action(this.values);
      toast(done, "good");
      return answer;
    } catch (trouble) {
      const wrong = trouble.fields ?? [];
      this.#errors = wrong.filter(({ field }) => field in this.values);
      const others = wrong.filter(({ field }) => !(field in this.values)).map(({ message }) => message);
      if (others.length > 0 || wrong.length === 0) this.failure = others.join(" ") || trouble.message;
      return null;
    } finally {
      this.sending = false;
      this.redraw();
    }
  }
}
