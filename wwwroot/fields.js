// What live.js and draft.js both know of form fields: how to name one, so that it is found again after the page was
// drawn again, and how to fill it as a person would.
window.kpFields = (() => {
  const isTicked = field => field.type === "checkbox" || field.type === "radio";

  // MudBlazor gives a field another id with each render, but its label stays.
  const nameOf = field => {
    const words = field.tagName === "BUTTON" ? field : field.labels?.[0];
    const label = field.getAttribute("aria-label") ?? words?.textContent.trim() ?? "";
    return [field.tagName, field.type, field.name, field.id.startsWith("mudinput") ? "" : field.id, label].join("|");
  };

  const isLive = () => document.querySelector("[data-live=on]") !== null;

  const put = (field, kept) => {
    if (isTicked(field)) {
      // A press, because MudBlazor's radio buttons listen to nothing else.
      if (field.type === "radio" || field.checked !== kept.checked) {
        field.click();
      }
      field.checked = kept.checked;
    } else {
      field.value = kept.value;
    }
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  return { nameOf, isTicked, isLive, put };
})();

// For fields about local time, which begin with the reader's own zone.
window.kpTimeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
