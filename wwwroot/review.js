// The workbench's keys and its activity signal. A key moves to a part of the page or presses a harmless button;
// there are no keys for decisions. Single keys can be turned off (WCAG 2.1.4) and never work while typing.
import * as draft from "./review-draft.js";

const pause = 60_000;
const store = "kp-shortcuts";
let listening, told = 0;

const isTyping = target => target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]") !== null;
const isOn = () => localStorage.getItem(store) !== "off";

const help = () => {
  const dialog = document.getElementById("shortcuts");
  const box = dialog?.querySelector("[data-shortcuts-on]");
  if (dialog && !dialog.open) {
    box.checked = isOn();
    dialog.showModal();
  }
};

const press = event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]") || !document.querySelector("[data-shortcut]")) {
    return;
  }
  if (event.key === "?") {
    event.preventDefault();
    help();
    return;
  }
  const target = isOn() && /^[a-z]$/.test(event.key) ? document.querySelector(`[data-shortcut="${event.key}"]`) : null;
  if (!target || target.disabled) {
    return;
  }
  event.preventDefault();
  target.scrollIntoView({ block: "center" });
  target.focus();
  if (target.matches("a, button")) {
    target.click();
  }
};

export const start = page => {
  stop();
  listening = new AbortController();
  const options = { signal: listening.signal, passive: false };
  const active = () => {
    if (Date.now() - told > pause) {
      told = Date.now();
      page.invokeMethodAsync("ActiveAsync").catch(() => {});
    }
  };
  document.addEventListener("keydown", press, options);
  document.documentElement.dataset.reviewKeys = "on";
  draft.start(listening.signal);
  for (const sign of ["keydown", "pointerdown", "scroll"]) {
    document.addEventListener(sign, active, { signal: listening.signal, passive: true });
  }
  document.addEventListener("click", event => {
    if (event.target.closest?.("[data-shortcut-help]")) {
      help();
    }
  }, options);
  document.addEventListener("change", event => {
    if (event.target.matches?.("[data-shortcuts-on]")) {
      localStorage.setItem(store, event.target.checked ? "on" : "off");
    }
  }, options);
};

export const stop = () => listening?.abort();

// The text has been sent, so it must not be restored.
export const sent = draft.forget;
