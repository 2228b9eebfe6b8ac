// Does for live pages what a browser does when it loads a document: a jump within the page moves the focus, going back
// returns to the previous position, and a screen reader announces the page.
(() => {
  const patience = 1200;
  const isLive = () => document.querySelector("main[data-live=on]") !== null;

  // --- Jumps ------------------------------------------------------------------------------------------------
  const targetOf = name => {
    try {
      return document.getElementById(decodeURIComponent(name));
    } catch {
      return document.getElementById(name); // Not encoded like an address, because a document may contain anything.
    }
  };

  const jump = event => {
    const link = event.target.closest?.("a[href*='#']");
    if (!link || !isLive() || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    const to = new URL(link.href);
    if (to.pathname !== location.pathname || to.search !== location.search) {
      return;
    }
    const target = targetOf(to.hash.slice(1));
    if (target) {
      if (!target.matches("a[href], button, input, select, textarea, summary, [tabindex]")) {
        target.tabIndex = -1;
      }
      setTimeout(() => target.focus({ preventScroll: true }), 50);
    }
  };

  // --- Places -----------------------------------------------------------------------------------------------
  const places = new Map();
  const entry = () => `${history.state?._index ?? 0} ${location.pathname}${location.search}`;
  let until = 0;

  const note = () => {
    if (until === 0) {
      places.set(entry(), scrollY);
    }
  };

  const stop = () => { until = 0; };

  // The page of that address renders a moment later, and may be shorter until then.
  const goBack = () => {
    const place = places.get(entry());
    if (place === undefined || !isLive()) {
      return;
    }
    until = performance.now() + patience;
    const hold = () => {
      if (performance.now() > until) {
        until = 0;
        return;
      }
      if (Math.abs(scrollY - place) > 1 && document.documentElement.scrollHeight - innerHeight >= place) {
        scrollTo({ top: place, behavior: "instant" });
      }
      requestAnimationFrame(hold);
    };
    hold();
  };

  // --- Pages ------------------------------------------------------------------------------------------------
  let title = document.title;
  const arrive = () => {
    if (document.title === title) {
      return;
    }
    title = document.title;
    if (!isLive() || document.activeElement?.matches("input, textarea, select")) {
      return; // Results that follow the typing announce their own number.
    }
    const voice = document.getElementById("kp-live");
    if (voice) {
      voice.textContent = title;
    }
    setTimeout(() => {
      if (document.activeElement === document.body) {
        // The focused element was removed with the previous page.
        (document.querySelector("main h1[tabindex]") ?? document.getElementById("main"))?.focus({ preventScroll: true });
      }
    }, 100);
  };

  document.addEventListener("click", jump);
  addEventListener("scroll", note, { passive: true });
  addEventListener("popstate", goBack);
  for (const act of ["wheel", "touchstart", "keydown", "pointerdown"]) {
    addEventListener(act, stop, { passive: true });
  }
  new MutationObserver(arrive).observe(document.head, { childList: true, subtree: true, characterData: true });
})();
