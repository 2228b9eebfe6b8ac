// Search as you type. A visitor's page is requested again and its results replace the old ones. On a live page the
// circuit goes to the new address and renders the results itself. Without this script the form does the same with
// its button.
(() => {
  const pause = 220;
  // Typing is one step in the history, however many letters it has, so going back leads to before it.
  let timer, asked, typing = false, stepped = false;

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

  // Shown beside the field, with the earlier results below it: neither they nor the typed text may be lost with the connection.
  const complain = (form, words) => {
    let trouble = form.parentElement.querySelector(".kp-search-trouble");
    if (!trouble) {
      trouble = document.createElement("p");
      trouble.className = "kp-search-trouble kp-alert kp-alert-warning";
      trouble.setAttribute("role", "alert");
      form.after(trouble);
    }
    trouble.hidden = words === "";
    trouble.textContent = words;
  };

  const here = () => location.pathname + location.search;
  let shown = here();

  // A person may continue through the history while the page of a step is still loading.
  const loaded = performance.getEntriesByType("navigation")[0];
  if (!window.Blazor && loaded?.type === "reload" && loaded.redirectCount === 0) {
    const { pathname, search } = new URL(loaded.name);
    if (pathname + search !== here()) {
      location.reload();
    }
  }

  const step = address => {
    if (address !== here()) {
      history[stepped ? "replaceState" : "pushState"](null, "", address);
    }
    stepped = true;
    shown = here();
  };

  const outcome = () => [".kp-results-count", ".kp-suggestion"]
    .map(part => document.querySelector(`[data-live-results] ${part}`)?.textContent.trim().replace(/\s+/g, " ") ?? "")
    .filter(words => words !== "").join(". ");

  const fetchResults = async (form, address) => {
    asked?.abort();
    const mine = asked = new AbortController();
    const results = document.querySelector("[data-live-results]");
    try {
      results?.setAttribute("aria-busy", "true");
      const answer = await fetch(address, { signal: mine.signal, headers: { Accept: "text/html" } });
      const page = answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
      const found = page?.querySelector("[data-live-results]");
      if (!found) {
        complain(form, answer.status === 429
          ? "So many searches came from your address that the portal lets it rest. Wait a minute, then press Search."
          : "The search did not work just now. Press Search to try again.");
        return;
      }
      results?.replaceWith(found);
      document.title = page.title;
      complain(form, "");
      step(address);
      say(outcome());
    } catch (reason) {
      if (reason.name !== "AbortError") {
        complain(form, "The portal cannot be reached. Below is what was found before; press Search to try again.");
      }
    } finally {
      if (asked === mine) {
        asked = null;
        results?.removeAttribute("aria-busy");
      }
    }
  };

  const show = (form, address) => {
    timer = null;
    if (isLive()) {
      window.Blazor.navigateTo(address, { replaceHistoryEntry: stepped });
      stepped = true;
    } else if (!becomesLive()) {
      fetchResults(form, address);
    }
    // The page isn't live yet: live.js types the letters again as soon as it is.
  };

  document.addEventListener("input", event => {
    const form = event.target.closest?.("[data-live-search]");
    if (!form || event.isComposing) {
      return;
    }
    typing = true;
    clearTimeout(timer);
    timer = setTimeout(() => show(form, addressOf(form)), pause);
  });

  // Enter sends immediately. No document is loaded, so the field keeps its focus, and results already shown add no new step.
  document.addEventListener("submit", event => {
    const form = event.target;
    if (!form.matches?.("[data-live-search], .kp-search, .kp-jump")) {
      return;
    }
    clearTimeout(timer);
    typing = form.matches("[data-live-search]");
    const address = addressOf(form);
    if (isLive()) {
      event.preventDefault();
      if (address !== here()) {
        window.Blazor.navigateTo(address);
      }
    } else if (typing && !becomesLive()) {
      event.preventDefault();
      const isShown = address === here() && !asked && !document.querySelector(".kp-search-trouble:not([hidden])");
      if (!isShown) {
        show(form, address);
      }
    }
  });

  // The server never sets the field's value, which would lose letters. Whenever something other than typing changes the
  // address (back, a filter, a suggestion), the field follows it here.
  const leave = () => {
    typing = stepped = false;
    clearTimeout(timer);
    timer = null;
  };
  addEventListener("popstate", () => {
    asked?.abort();
    leave();
    if (!window.Blazor && here() !== shown) {
      // Only this script adds the steps of a visitor's search to the history; their pages come from the server.
      location.reload();
    }
  });
  document.addEventListener("click", event => {
    const link = event.target.closest?.("a[href]");
    if (!link) {
      return;
    }
    const form = document.querySelector("[data-live-search]");
    if (form && (timer || asked) && link.closest("[data-live-results] nav")) {
      // A filter was pressed before the typed words were sent: it filters their results.
      const address = new URL(link.href);
      const words = new FormData(form).get("q").trim();
      words === "" ? address.searchParams.delete("q") : address.searchParams.set("q", words);
      link.href = address.pathname + address.search;
    }
    asked?.abort();
    leave();
  }, true);
  new MutationObserver(changes => {
    const form = changes.find(change => change.target.matches("[data-live-search]"))?.target;
    const field = form?.querySelector("input[type=search]");
    if (field && !typing && isLive()) {
      field.value = form.dataset.query ?? "";
    }
  }).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-query"] });
})();
