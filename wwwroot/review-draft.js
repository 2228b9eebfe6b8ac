// What a reviewer has begun to write is kept in this tab until it is sent: a reload or a wrong link costs nothing. It
// goes nowhere else, and ends with the tab.
const ids = ["decision-message", "decision-items"];
const key = () => `kp-review-draft:${location.pathname}`;
const fields = () => ids.map(id => document.getElementById(id)).filter(field => field !== null);

const keep = () => {
  const written = fields();
  if (written.length > 0) {
    sessionStorage.setItem(key(), JSON.stringify(Object.fromEntries(written.map(field => [field.id, field.value]))));
  }
};

// The fields come and go with the claim; each is filled once, and never over what stands in it.
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
  // A composed reply is put in by the page, not typed.
  window.addEventListener("pagehide", keep, { signal });
  signal.addEventListener("abort", () => watch.disconnect());
  fill();
};

export const forget = () => sessionStorage.removeItem(key());
