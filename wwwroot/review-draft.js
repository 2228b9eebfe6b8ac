// Text that a reviewer has started to write is stored in this tab until it is sent, so a reload or a wrong link loses
// nothing. It isn't sent anywhere else, and is removed with the tab.
const ids = ["decision-message", "decision-items"];
const key = () => `kp-review-draft:${location.pathname}`;
const fields = () => ids.map(id => document.getElementById(id)).filter(field => field !== null);

const keep = () => {
  const written = fields();
  if (written.length > 0) {
    sessionStorage.setItem(key(), JSON.stringify(Object.fromEntries(written.map(field => [field.id, field.value]))));
  }
};

// The fields appear and disappear with the claim. Each is filled once, and never replaces existing text.
const fill = () => {
  const kept = JSON.parse(sessionStorage.getItem(key()) ?? "{}");
  for (const field of fields()) {
    if (field.dataset.filled !== "yes") {
      field.dataset.filled = "yes";
      if (field.value === "" && kept[field.id]) {
        window.kpFields.put(field, { value: kept[field.id] });
      }
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

export const forget = () => sessionStorage.removeItem(key());
