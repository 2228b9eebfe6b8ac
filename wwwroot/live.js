// A page of a signed-in person is rendered twice: as HTML first, then again by its circuit a moment later. Input between
// the two (typed, ticked or pressed) would be lost with the first rendering. This repeats it on the second, as if it were
// done a moment later.
(() => {
  const patience = 15000;
  const typed = new Map();
  let pressed = null;

  const { nameOf, isTicked, isLive, put } = window.kpFields;
  const fields = () => document.querySelectorAll("main input, main textarea, main select");

  const note = event => {
    const field = event.target;
    if (field.matches?.("input:not([type=file]), textarea, select") && field.closest("main")) {
      typed.set(nameOf(field), { field, value: field.value, checked: field.checked });
    }
  };

  const restore = (field, kept) => {
    const focused = document.activeElement === document.body && kept.focused;
    if (isTicked(field)) {
      if (field.checked !== kept.checked) {
        field.click();
      }
    } else if (field.value !== kept.value) {
      put(field, kept);
    }
    if (focused) {
      field.focus();
    }
  };

  const carryOver = () => {
    for (const field of fields()) {
      const kept = typed.get(nameOf(field));
      if (kept && kept.field !== field) {
        typed.delete(nameOf(field));
        restore(field, kept);
      }
    }
  };

  const press = event => {
    const button = event.target.closest?.("main button");
    if (button && !button.form) {
      pressed = { button, name: nameOf(button) };
    }
  };

  const pressAgain = () => {
    const button = pressed && [...document.querySelectorAll("main button")].find(found => nameOf(found) === pressed.name);
    if (button && button !== pressed.button && !button.disabled) {
      pressed = null;
      button.click();
    }
  };

  const focus = event => {
    for (const kept of typed.values()) {
      kept.focused = kept.field === event.target;
    }
  };

  document.addEventListener("input", note, true);
  document.addEventListener("input", focus, true);
  document.addEventListener("click", press, true);
  const watch = new MutationObserver(() => {
    if (!isLive()) {
      return;
    }
    document.removeEventListener("input", note, true);
    document.removeEventListener("input", focus, true);
    document.removeEventListener("click", press, true);
    carryOver();
    if (typed.size === 0) {
      pressAgain();
    }
    if (typed.size === 0 && pressed === null) {
      watch.disconnect();
    }
  });
  watch.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-live"] });

  // Going back or forward while the circuit starts must load the page of that address, not the circuit's previous page.
  // A jump within the page doesn't count, and must not lose typed text.
  const address = () => location.pathname + location.search;
  const loaded = address();
  window.addEventListener("popstate", () => {
    if (!isLive() && address() !== loaded) {
      location.reload();
    }
  });

  // Without a connection this page is only shown, and nothing on it would react.
  let told = null;
  const tell = text => {
    if (told) {
      return;
    }
    told = document.createElement("p");
    told.className = "kp-alert kp-alert-warning";
    told.setAttribute("role", "alert");
    told.textContent = text;
    document.querySelector("main")?.prepend(told);
  };
  new PerformanceObserver((list, observer) => {
    if (list.getEntries().some(entry => entry.name.includes("/_blazor/negotiate") && entry.responseStatus === 429)) {
      observer.disconnect();
      tell("So many of your pages are open that this one can be read, but not used. Close some of them, then load it again.");
    }
  }).observe({ type: "resource", buffered: true });

  // The usual cause is a proxy that sends the requests of one browser to several portals. Blazor's own notice only opens
  // after a first connection.
  const connectionPatience = 20000;
  setTimeout(() => {
    if (isLive()) {
      return;
    }
    tell("This page can't connect to the portal, so its buttons and fields don't react yet. Reload it. If that doesn't help, "
      + "tell the operators: a proxy in front of several portals needs session affinity.");
    const recovered = setInterval(() => {
      if (isLive()) {
        told?.remove();
        clearInterval(recovered);
      }
    }, 500);
  }, connectionPatience);

  // Fields that don't come back were on a page that has been left.
  const start = () => setTimeout(() => isLive() ? watch.disconnect() : start(), patience);
  start();
})();
