// Text that somebody has started to write for a ticket is stored in this tab until it is sent, so a reload or a wrong link
// loses nothing. It isn't sent anywhere else, and is removed with the tab.
const places = new Map();

const key = place => `kp-ticket:${place.dataset.ticketDraft}`;
const fieldsOf = place => [...place.querySelectorAll("input[type=text][id], textarea[id]")].filter(field => !field.readOnly);

const read = place => {
  try {
    return JSON.parse(sessionStorage.getItem(key(place)) ?? "{}");
  } catch {
    return {};
  }
};

const keep = place => {
  const texts = { ...read(place), ...Object.fromEntries(fieldsOf(place).map(field => [field.id, field.value])) };
  try {
    sessionStorage.setItem(key(place), JSON.stringify(texts));
  } catch {
    // The storage is full or off: the page works as before.
  }
};

// Each field is filled once, and existing text is never replaced.
const fill = place => {
  const kept = read(place);
  for (const field of fieldsOf(place)) {
    if (field.dataset.filled !== "yes") {
      field.dataset.filled = "yes";
      if (field.value === "" && kept[field.id]) {
        window.kpFields.put(field, { value: kept[field.id] });
      }
    }
  }
};

/** Fills the texts of a place with what was written before, and stores what is written from now on. */
export const watch = id => {
  const place = document.getElementById(id);
  if (!place || places.has(id)) {
    return;
  }

  const leaving = new AbortController();
  const changes = new MutationObserver(() => fill(place));
  changes.observe(place, { childList: true, subtree: true });
  place.addEventListener("input", () => keep(place), { signal: leaving.signal });
  leaving.signal.addEventListener("abort", () => changes.disconnect());
  places.set(id, leaving);
  fill(place);
  // What was typed before this script was there.
  keep(place);
};

export const forget = id => {
  places.get(id)?.abort();
  places.delete(id);
};

/** The text was sent. */
export const clear = id => {
  const place = document.getElementById(id);
  if (place) {
    sessionStorage.removeItem(key(place));
  }
};
