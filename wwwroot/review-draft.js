// Text that a reviewer has started to write is stored in this tab until it is sent, so a reload or a wrong link loses
// nothing. It isn't sent anywhere else, and is removed with the tab.
const ids = ["decision-message", "decision-items", "message-text", "note-text"];
const key = () => `kp-review-draft:${location.pathname}`;
const fields = () => ids.map(id => document.getElementById(id)).filter(field => field !== null);

const read = () => {
  try {
    return JSON.parse(sessionStorage.getItem(key()) ?? "{}");
  } catch {
    return {};
  }
};

// The note has a stored text, which the unsent one began with; the other fields begin empty.
const baseOf = field => field.dataset.draftBase ?? "";

const keep = () => {
  const written = fields();
  if (written.length > 0) {
    const texts = Object.fromEntries(written.map(field => [field.id, { value: field.value, base: baseOf(field) }]));
    sessionStorage.setItem(key(), JSON.stringify({ ...read(), ...texts }));
  }
};

// The fields appear and disappear with the claim. Each is filled once. Existing text is never replaced: what a colleague
// has written into the note meanwhile stays above.
const fill = () => {
  const kept = read();
  for (const field of fields()) {
    if (field.dataset.filled === "yes") {
      continue;
    }
    field.dataset.filled = "yes";
    const { value, base } = kept[field.id] ?? {};
    if (!value || value === base || value === field.value) {
      continue;
    }
    if (field.value === base) {
      window.kpFields.put(field, { value });
    } else if (field.dataset.draftBase !== undefined) {
      window.kpFields.put(field, { value: `${field.value}\n\n${value}` });
    }
  }
};

export const start = signal => {
  const watch = new MutationObserver(fill);
  watch.observe(document.querySelector("main"), { childList: true, subtree: true });
  document.addEventListener("input", event => ids.includes(event.target.id) && keep(), { signal });
  // The page inserts a composed reply; it isn't typed.
  window.addEventListener("pagehide", keep, { signal });
  signal.addEventListener("abort", () => watch.disconnect());
  fill();
};

// A note that isn't saved yet stays stored.
export const forget = () => {
  const { "note-text": note } = read();
  sessionStorage.setItem(key(), JSON.stringify(note ? { "note-text": note } : {}));
};
