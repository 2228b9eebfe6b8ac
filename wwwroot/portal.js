// Small conveniences on top of pages that work without them. All listeners are on the document, so that they work on
// static pages and on pages that Blazor renders again.
(() => {
  const root = document.documentElement;

  // --- Theme -------------------------------------------------------------------------------------------
  const isDark = () => root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;

  const toggleTheme = () => {
    const next = isDark() ? "light" : "dark";
    root.dataset.theme = next;
    try {
      localStorage.setItem("kp-theme", next);
    } catch {
      // Not stored: the choice only lasts for this page.
    }
    say(next === "dark" ? "Dark theme" : "Light theme");
  };

  // --- Announce for screen readers ------------------------------------------------------------------------
  const say = text => {
    const live = document.getElementById("kp-live");
    if (live) {
      live.textContent = "";
      setTimeout(() => { live.textContent = text; }, 50);
    }
  };

  // --- Copy ----------------------------------------------------------------------------------------------
  const textFor = async button => {
    if (button.dataset.copyAddress) {
      return (await fetch(button.dataset.copyAddress)).text();
    }
    const source = button.dataset.copyFrom ? document.getElementById(button.dataset.copyFrom) : null;
    return source ? source.textContent : button.dataset.copy;
  };

  const copy = async button => {
    try {
      const text = await textFor(button);
      await navigator.clipboard.writeText(text ?? "");
      button.dataset.copied = "yes";
      say("Copied");
      setTimeout(() => { delete button.dataset.copied; }, 2000);
    } catch {
      say("Copying is not allowed here. Select the text and copy it.");
    }
  };

  // --- Menus: <details data-menu> close on a click elsewhere, on Escape, and when one of its links is taken --
  const closeMenus = except => document.querySelectorAll("details[data-menu][open]").forEach(menu => {
    if (menu !== except) {
      menu.open = false;
    }
  });

  // --- Lightbox: <a data-lightbox href="picture"> opens in a dialog, arrows walk through its group ----------
  let dialog, shown = [], at = 0;

  const show = index => {
    at = (index + shown.length) % shown.length;
    const link = shown[at];
    const caption = link.dataset.caption || link.querySelector("img")?.alt || "";
    const picture = dialog.querySelector("img");
    // Its size is known before it loads, so that nothing moves when it appears.
    picture.width = Number(link.dataset.width) || 1280;
    picture.height = Number(link.dataset.height) || 720;
    picture.src = link.href;
    picture.alt = caption;
    dialog.querySelector("figcaption").textContent = shown.length > 1 ? `${caption} (${at + 1} of ${shown.length})` : caption;
    if (shown.length > 1) {
      new Image().src = shown[(at + 1) % shown.length].href;
    }
  };

  const steps = { ArrowLeft: () => at - 1, ArrowRight: () => at + 1, Home: () => 0, End: () => shown.length - 1 };

  const makeLightbox = () => {
    dialog = document.createElement("dialog");
    dialog.className = "kp-lightbox";
    dialog.setAttribute("aria-label", "Pictures");
    dialog.innerHTML = '<figure><img alt=""><figcaption aria-live="polite"></figcaption></figure>'
      + '<div class="kp-lightbox-buttons"><button type="button" class="kp-button" data-step="-1">Previous</button>'
      + '<button type="button" class="kp-button" data-step="1">Next</button>'
      + '<button type="button" class="kp-button" data-step="0">Close</button></div>';
    dialog.addEventListener("click", event => {
      const step = event.target.closest("[data-step]")?.dataset.step;
      if (step === "0" || event.target === dialog) {
        dialog.close();
      } else if (step) {
        show(at + Number(step));
      }
    });
    dialog.addEventListener("keydown", event => {
      const to = steps[event.key];
      if (to && shown.length > 1) {
        event.preventDefault();
        show(to());
      }
    });
    // Back to the picture that was shown last, which may not be the one that was opened.
    dialog.addEventListener("close", () => shown[at]?.focus());
    window.addEventListener("popstate", () => dialog.close());
    document.body.append(dialog);
  };

  const openLightbox = link => {
    if (!dialog?.isConnected) {
      makeLightbox();
    }
    shown = [...document.querySelectorAll(`a[data-lightbox="${CSS.escape(link.dataset.lightbox)}"]`)];
    dialog.querySelectorAll('[data-step="-1"],[data-step="1"]').forEach(button => { button.hidden = shown.length < 2; });
    show(shown.indexOf(link));
    dialog.showModal();
    dialog.querySelector('[data-step="0"]').focus();
  };

  document.addEventListener("click", event => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) {
      return;
    }
    const menu = target.closest("details[data-menu]");
    closeMenus(target.closest("a") ? null : menu);
    const copier = target.closest("[data-copy],[data-copy-from],[data-copy-address]");
    const picture = target.closest("a[data-lightbox]");
    if (target.closest("[data-theme-toggle]")) {
      toggleTheme();
    } else if (copier) {
      copy(copier);
    } else if (picture && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      openLightbox(picture);
    } else if (target.closest("[data-reload]")) {
      location.reload();
    }
  });

  document.addEventListener("keydown", event => {
    if (event.key === "Escape") {
      const open = document.querySelector("details[data-menu][open]");
      if (open) {
        open.open = false;
        open.querySelector("summary")?.focus();
      }
    } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey
      && !event.target.closest?.("input,textarea,select,[contenteditable]")) {
      const search = [document.getElementById("q"), document.getElementById("kp-search")].find(field => field && field.offsetParent !== null);
      if (search) {
        event.preventDefault();
        search.focus();
      }
    }
  });

  // --- Times in the reader's zone ---------------------------------------------------------------------------
  // Forms that ask for a time of the reader's clock call it.
  window.kpZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

  // Written by hand, because the browser's own formats take a tenth of a second to load on a phone. They show the exact time
  // when someone points at it; until then it is in UTC.
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const two = number => String(number).padStart(2, "0");
  const date = { format: at => `${at.getDate()} ${months[at.getMonth()]} ${at.getFullYear()}` };
  const moment = { format: at => `${date.format(at)}, ${two(at.getHours())}:${two(at.getMinutes())}` };
  let exact;
  document.addEventListener("pointerover", event => {
    const time = event.target.closest?.("time[data-time]");
    const instant = time && new Date(time.dateTime);
    if (time && !isNaN(instant)) {
      exact ??= new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
      time.title = exact.format(instant);
    }
  });

  const relative = instant => {
    const seconds = (Date.now() - instant) / 1000;
    const size = Math.abs(seconds);
    const words = size < 45 ? null
      : size < 3600 ? `${Math.max(1, Math.round(size / 60))} min`
      : size < 86400 ? `${Math.round(size / 3600)} h`
      : size < 2592000 ? `${Math.round(size / 86400)} d` : "";
    return words === null ? "just now" : words === "" ? date.format(instant) : seconds > 0 ? `${words} ago` : `in ${words}`;
  };

  const ticking = instant => {
    const seconds = Math.max(0, Math.floor((Date.now() - instant) / 1000));
    return seconds < 45 ? `${seconds} s ago` : relative(instant);
  };

  const words = (time, instant) => {
    switch (time.dataset.time) {
      case "relative": return relative(instant);
      case "seconds": return ticking(instant);
      default: return (time.dataset.time === "date" ? date : moment).format(instant);
    }
  };

  const tell = time => {
    const instant = new Date(time.dateTime);
    const text = time.firstChild;
    if (isNaN(instant) || !(text instanceof Text)) {
      return;
    }
    // Changes the text node itself and never replaces it, because Blazor keeps a reference to it.
    const told = words(time, instant);
    if (text.data !== told) {
      text.data = told;
    }
  };

  // --- Tabs: the shown one is brought into view where they do not all fit ------------------------------------
  let shownTab;
  const bringTab = () => {
    const tab = document.querySelector(".kp-tabs [aria-current]");
    const bar = tab?.closest(".kp-tabs");
    if (tab && tab !== shownTab && bar.scrollWidth > bar.clientWidth) {
      bar.scrollLeft = tab.offsetLeft - (bar.clientWidth - tab.offsetWidth) / 2;
    }
    shownTab = tab;
  };

  const tellAll = () => document.querySelectorAll("time[data-time]").forEach(tell);
  let planned = false;
  const plan = () => {
    if (!planned) {
      planned = true;
      requestAnimationFrame(() => { planned = false; tellAll(); bringTab(); });
    }
  };
  tellAll();
  bringTab();
  new MutationObserver(plan).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ["datetime", "aria-current"] });
  setInterval(tellAll, 30000);
  setInterval(() => document.querySelectorAll("time[data-time=seconds]").forEach(tell), 1000);
})();
