// Text that somebody has started to write for a ticket is stored in this tab until it is sent, so a reload or a wrong link
// loses nothing. It isn't sent anywhere else, and is removed with the tab. It listens from the first HTML on: what is typed
// before the page is live is stored, too.
(() => {
  const { isLive, put } = window.kpFields;
  const prefix = "kp-ticket:";

  const keyOf = place => `${prefix}${place.dataset.ticketPerson}:${place.dataset.ticketDraft}`;
  const isText = field => field.matches?.("input[type=text][id], textarea[id]") && !field.readOnly;

  const read = place => {
    try {
      return JSON.parse(sessionStorage.getItem(keyOf(place)) ?? "{}");
    } catch {
      return {};
    }
  };

  // One field at a time: another one may not be filled yet.
  const keep = field => {
    const place = field.closest?.("[data-ticket-draft]");
    if (place && isText(field)) {
      try {
        sessionStorage.setItem(keyOf(place), JSON.stringify({ ...read(place), [field.id]: field.value }));
      } catch {
        // The storage is full or off: the page works as before.
      }
    }
  };

  // Each field is filled once, when the page can hear of it, and existing text is never replaced.
  const fill = () => {
    if (!isLive()) {
      return;
    }
    for (const place of document.querySelectorAll("[data-ticket-draft]")) {
      const kept = read(place);
      for (const field of place.querySelectorAll("input, textarea")) {
        if (isText(field) && field.dataset.filled !== "yes") {
          field.dataset.filled = "yes";
          if (field.value === "" && kept[field.id]) {
            put(field, { value: kept[field.id] });
          }
        }
      }
    }
  };

  // Also what the page inserted, which nobody typed.
  const leave = () => document.querySelectorAll("[data-ticket-draft] [data-filled=yes]").forEach(keep);

  document.addEventListener("input", event => keep(event.target), true);
  window.addEventListener("pagehide", leave);
  new MutationObserver(fill).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-live"] });
  fill();

  /** The text was sent. */
  window.kpTicketDraft = { clear: (person, draft) => sessionStorage.removeItem(`${prefix}${person}:${draft}`) };
})();
