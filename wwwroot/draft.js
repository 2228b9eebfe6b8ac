// Never loses a keystroke of a draft. Typed text is stored in this browser until the portal confirms that it is in its
// database. After a lost connection, a restart of the server or a reload it is typed again, as if by the person. Each
// keystroke has a number: the page sends the newest one with the field's own event (data-draft-mark), and reports in
// data-draft-saved up to which number everything is saved. Secrets (password fields, addresses with a user name) and
// files aren't stored.
(() => {
  const { nameOf, isTicked, isLive } = window.kpFields;
  const prefix = "kp-draft:";
  const life = 30 * 24 * 3600 * 1000;
  const settled = 5000;
  const before = new WeakMap();
  const born = Date.now();
  let count = born;
  let saved = null;
  let read = null;
  let asked = null;
  let told = null;
  let isOffline = false;

  const storage = kind => {
    try {
      return window[kind];
    } catch {
      return null; // Not allowed here: typing still goes to the portal, but isn't stored in the meantime.
    }
  };

  // Two tabs on one draft store their text separately.
  const tab = storage("sessionStorage")?.getItem("kp-tab") ?? crypto.randomUUID?.() ?? String(Math.random());
  storage("sessionStorage")?.setItem("kp-tab", tab);

  const container = () => document.querySelector("[data-draft]");
  const keyOf = place => `${prefix}${place.dataset.draftPerson}:${place.dataset.draft}`;

  const load = key => {
    try {
      return JSON.parse(storage("localStorage")?.getItem(key) ?? "{}");
    } catch {
      return {};
    }
  };

  const store = (key, kept) => {
    try {
      if (Object.keys(kept).length === 0) {
        storage("localStorage")?.removeItem(key);
      } else {
        storage("localStorage")?.setItem(key, JSON.stringify(kept));
      }
    } catch {
      // Full: the text already stored stays.
    }
  };

  const isKept = field => field.matches?.("input:not([type=file], [type=password], [type=hidden], [type=search]), textarea, select")
    && !(field.value.includes("@") && field.value.includes("://"));

  const look = field => isTicked(field) ? field.checked : field.value;
  const labelOf = field => field.getAttribute("aria-label") ?? field.labels?.[0]?.textContent.trim() ?? "";

  // --- Store ----------------------------------------------------------------------------------------------
  const remember = event => {
    if (event.target.closest?.("[data-draft]") && isKept(event.target)) {
      before.set(event.target, look(event.target));
    }
  };

  const keep = event => {
    const field = event.target;
    const place = field.closest?.("[data-draft]");
    if (!place || !isKept(field)) {
      return;
    }
    const key = keyOf(place);
    const kept = load(key);
    const name = nameOf(field);
    kept[name] = {
      value: field.value, checked: field.checked, base: kept[name]?.base ?? before.get(field) ?? null, label: labelOf(field),
      step: place.dataset.draftStep, title: place.dataset.draftTitle, untilRead: field.closest("[data-draft-until-read]") !== null,
      number: ++count, tab, at: Date.now(),
    };
    store(key, kept);
    clearTimeout(told);
    told = setTimeout(tell, 120);
  };

  const tell = () => {
    const mark = document.querySelector("[data-draft-mark]");
    if (mark) {
      mark.value = String(count);
      mark.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };

  // --- Remove what the portal has --------------------------------------------------------------------------
  const forget = place => {
    const now = `${place.dataset.draft}/${place.dataset.draftSaved}/${place.dataset.draftRead}`;
    if (now === saved) {
      return;
    }
    const reading = `${place.dataset.draft}/${place.dataset.draftRead}`;
    const wasRead = read !== null && read.startsWith(place.dataset.draft) && read !== reading;
    [saved, read] = [now, reading];
    const mark = Number(place.dataset.draftSaved);
    const key = keyOf(place);
    const kept = load(key);
    let changed = false;
    for (const [name, entry] of Object.entries(kept)) {
      const isSaved = entry.tab === tab && (entry.untilRead ? wasRead : entry.number <= mark);
      if (isSaved || Date.now() - entry.at > life) {
        delete kept[name];
        changed = true;
      }
    }
    if (changed) {
      store(key, kept);
      for (const field of place.querySelectorAll("input, textarea, select")) {
        before.delete(field);
      }
      if (document.activeElement && place.contains(document.activeElement) && isKept(document.activeElement)) {
        before.set(document.activeElement, look(document.activeElement));
      }
    }
  };

  // --- Type it again ---------------------------------------------------------------------------------------
  const typeAgain = (place, sameCircuit) => {
    const key = keyOf(place);
    const kept = load(key);
    const questions = [];
    const fields = new Map([...place.querySelectorAll("input, textarea, select")].map(field => [nameOf(field), field]));
    for (const [name, entry] of Object.entries(kept).sort((a, b) => a[1].number - b[1].number)) {
      const field = fields.get(name);
      const typed = field && isTicked(field) ? entry.checked : entry.value;
      const isOfAnother = entry.tab !== tab && Date.now() - entry.at < settled;
      const isOfThisPage = entry.tab === tab && entry.number > born;
      if (isOfAnother || (isOfThisPage && !sameCircuit)) {
        continue; // Being sent to the portal.
      }
      if (!field) {
        if (entry.step !== place.dataset.draftStep && !entry.untilRead && Date.now() - entry.at > settled) {
          questions.push({ name, entry, elsewhere: true });
        }
      } else if (look(field) === typed && !sameCircuit) {
        delete kept[name]; // It was saved before the response was lost.
      } else if (look(field) === typed || field.type === "radio" || entry.base === null || look(field) === entry.base) {
        delete kept[name];
        before.set(field, entry.base ?? look(field));
        store(key, kept);
        window.kpFields.put(field, entry);
        Object.assign(kept, load(key));
      } else {
        questions.push({ name, entry, field });
      }
    }
    store(key, kept);
    ask(place, key, questions);
  };

  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "kp-button kp-button-small";
    made.textContent = text;
    made.addEventListener("click", act);
    return made;
  };

  // Someone saved another text in the meantime, or the field is on another step, so the person decides.
  const ask = (place, key, questions) => {
    const notice = place.querySelector("[data-draft-unsaved]");
    if (!notice) {
      return;
    }
    notice.replaceChildren(...questions.map(question => {
      const box = document.createElement("div");
      box.className = "kp-alert kp-alert-warning";
      const text = document.createElement("p");
      const strong = document.createElement("strong");
      strong.textContent = `${question.entry.label}: not saved yet. `;
      text.append(strong, `You typed “${question.entry.value}”.`);
      if (question.field) {
        text.append(` It has since been changed to “${question.field.value}”.`);
      }
      const actions = document.createElement("div");
      actions.className = "kp-row";
      const done = () => {
        const kept = load(key);
        delete kept[question.name];
        store(key, kept);
        box.remove();
      };
      if (question.field) {
        actions.append(button("Use my text", () => { done(); window.kpFields.put(question.field, question.entry); }));
        actions.append(button("Keep the saved text", done));
      } else {
        const link = document.createElement("a");
        link.className = "kp-button kp-button-small";
        link.href = `${location.pathname}?step=${encodeURIComponent(question.entry.step)}`;
        link.textContent = `Open ${question.entry.title} to save it`;
        actions.append(link, button("Discard", done));
      }
      box.append(text, actions);
      return box;
    }));
  };

  // --- With and without a connection -----------------------------------------------------------------------
  const show = () => {
    for (const line of document.querySelectorAll("[data-draft-line]")) {
      line.hidden = isOffline;
    }
    for (const line of document.querySelectorAll("[data-draft-offline]")) {
      line.hidden = !isOffline;
    }
  };

  const connected = yes => {
    isOffline = !yes;
    show();
  };

  const watchConnection = () => {
    const modal = document.getElementById("components-reconnect-modal");
    modal?.addEventListener("components-reconnect-state-changed", event => {
      connected(event.detail.state === "hide");
      if (event.detail.state === "hide") {
        requestAnimationFrame(() => { const place = container(); if (place) { typeAgain(place, true); } });
      }
    });
    window.addEventListener("offline", () => connected(false));
    window.addEventListener("online", () => connected(!modal?.open));
  };

  const watch = () => {
    const place = isLive() ? container() : null;
    if (!place) {
      asked = null;
      return;
    }
    if (isOffline) {
      show();
    }
    forget(place);
    const here = `${place.dataset.draft}/${place.dataset.draftStep}`;
    if (asked !== here) {
      asked = here;
      requestAnimationFrame(() => typeAgain(place, false));
    }
  };

  document.addEventListener("focusin", remember, true);
  document.addEventListener("pointerdown", remember, true);
  document.addEventListener("input", keep, true);
  new MutationObserver(watch).observe(document.body, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["data-live", "data-draft-saved", "data-draft-read", "data-draft-step", "data-draft"],
  });
  watchConnection();
  watch();

  // --- The target of a link to a problem -----------------------------------------------------------------------
  const focusable = "input:not([type=hidden], :disabled), textarea, select, button, a[href], [tabindex]";
  const patience = 100; // A step is waited for for five seconds, an element in it for one.
  let asks = 0;
  // A new step starts at the top of the page, so that the page's title isn't half below the header. Where the title of the
  // step would be far down then, the step starts at its own.
  const bringUp = (target, isStep) => {
    if (isStep && target.getBoundingClientRect().top + scrollY < innerHeight / 2) {
      scrollTo({ top: 0, behavior: "instant" });
    } else {
      target.scrollIntoView({ block: isStep ? "start" : "center" });
    }
  };

  // The request can arrive before the step that it is for is drawn: what would be focused then is removed with the old step.
  const focus = (id, step, ask, attempts = patience) => {
    if (ask !== asks) {
      return; // The person has gone on meanwhile.
    }
    const isDrawn = container()?.dataset.draftStep === step;
    const found = isDrawn ? document.getElementById(id) : null;
    const target = found && !found.matches(focusable) ? found.querySelector(focusable) ?? found : found;
    if (target) {
      bringUp(target, id === "step-title");
      target.focus({ preventScroll: true });
    } else if (attempts > 0) {
      setTimeout(() => focus(id, step, ask, attempts - (isDrawn ? 5 : 1)), 50);
    } else {
      document.getElementById("step-title")?.focus();
    }
  };
  window.kpDraft = { focus: (id, step) => focus(id, step, ++asks) };
})();
