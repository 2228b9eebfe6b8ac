// Search as one types. A visitor's page is asked for again and its results take the place of the old ones; on a
// live page the circuit goes to the new address and draws the results itself. Without this script the form does
// the same with its button.
(() => {
  const pause = 220;
  let timer, asked, typing = false;

  const isLive = () => document.querySelector("main[data-live=on]") !== null;
  const becomesLive = () => document.getElementById("components-reconnect-modal") !== null;

  const addressOf = form => {
    const values = [...new FormData(form)].filter(([, value]) => value.trim() !== "").map(([name, value]) => [name, value.trim()]);
    const query = new URLSearchParams(values).toString();
    return form.getAttribute("action") + (query ? `?${query}` : "");
  };

  const say = text => {
    const voice = document.getElementById("kp-live");
    if (voice) {
      voice.textContent = text;
    }
  };

  const fetchResults = async address => {
    asked?.abort();
    asked = new AbortController();
    const results = document.querySelector("[data-live-results]");
    try {
      results?.setAttribute("aria-busy", "true");
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "text/html" } });
      if (!answer.ok) {
        throw new Error(answer.statusText);
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      results?.replaceWith(page.querySelector("[data-live-results]"));
      document.title = page.title;
      history.replaceState(null, "", address);
      say(document.querySelector(".kp-results-count")?.textContent ?? "");
    } catch (reason) {
      if (reason.name !== "AbortError") {
        location.assign(address);
      }
    }
  };

  const show = address => {
    if (isLive()) {
      window.Blazor.navigateTo(address, { replaceHistoryEntry: true });
    } else if (!becomesLive()) {
      fetchResults(address);
    }
    // A page that is not live yet: live.js types the letters again as soon as it is.
  };

  document.addEventListener("input", event => {
    const form = event.target.closest?.("[data-live-search]");
    if (!form || event.isComposing) {
      return;
    }
    typing = true;
    clearTimeout(timer);
    timer = setTimeout(() => show(addressOf(form)), pause);
  });

  // Enter sends at once. On a live page no document is loaded for it, and the address before stays in the history.
  document.addEventListener("submit", event => {
    const form = event.target;
    if (!form.matches?.("[data-live-search], .kp-search")) {
      return;
    }
    clearTimeout(timer);
    asked?.abort();
    typing = form.matches("[data-live-search]");
    if (isLive()) {
      event.preventDefault();
      window.Blazor.navigateTo(addressOf(form));
    }
  });

  // The server never sets the field's value, which would lose letters. Whenever the address changes by anything
  // but typing (back, a filter, a suggestion), the field follows it here.
  const leave = () => {
    typing = false;
    clearTimeout(timer);
  };
  addEventListener("popstate", leave);
  document.addEventListener("click", event => {
    if (event.target.closest?.("a[href]")) {
      leave();
    }
  }, true);
  new MutationObserver(changes => {
    const form = changes.find(change => change.target.matches("[data-live-search]"))?.target;
    const field = form?.querySelector("input[type=search]");
    if (field && !typing && isLive()) {
      field.value = form.dataset.query ?? "";
    }
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-query"] });
})();
