// Sends files that are dropped, chosen or pasted on an upload zone, several at once, each with its progress. The pages
// that need it load it. A file has its own request, so that it arrives even while the page's connection is being
// restored. The result is shown beside its name.
const zones = new Map();
const places = new Map();
const waiting = [];
const together = 2;
let underWay = 0;

const say = text => {
  const live = document.getElementById("kp-live");
  if (live) {
    live.textContent = "";
    setTimeout(() => { live.textContent = text; }, 50);
  }
};

const make = (tag, className, text) => {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text ?? "";
  return element;
};

const size = bytes => bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} KiB` : `${(bytes / 1024 / 1024).toFixed(1)} MiB`;

const addRow = (zone, file) => {
  const row = make("li", "kp-upload-row");
  const name = make("span", "kp-upload-name", file.name || "Picture from the clipboard");
  const bar = make("progress", "kp-upload-bar");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", `Sending ${name.textContent}`);
  const state = make("span", "kp-upload-state", `Waiting, ${size(file.size)}`);
  row.append(name, bar, state);
  zone.querySelector("[data-upload-list]").append(row);
  return { row, name, bar, state };
};

const addButton = (parts, text, act) => {
  const button = make("button", "kp-button kp-button-small", text);
  button.type = "button";
  button.addEventListener("click", act);
  button.setAttribute("aria-label", `${text}: ${parts.name.textContent}`);
  parts.row.append(button);
};

const clear = parts => parts.row.querySelectorAll("button").forEach(button => button.remove());

const refuse = (parts, message, again) => {
  parts.row.dataset.state = "refused";
  parts.bar.hidden = true;
  parts.state.textContent = message;
  clear(parts);
  if (again) {
    addButton(parts, "Try again", again);
  }
  addButton(parts, "Dismiss", () => parts.row.remove());
  say(`${parts.name.textContent} was not added. ${message}`);
};

const answerOf = request => {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
};

const next = () => {
  while (underWay < together && waiting.length > 0) {
    underWay++;
    waiting.shift()();
  }
};

/** Files sent together arrive in any order, so each gets its position when it is chosen. */
const placeIn = zone => {
  const place = Math.max(Number(zone.dataset.uploadNext), places.get(zone.id) ?? 0);
  places.set(zone.id, place + 1);
  return place;
};

const send = (zone, page, file, parts, place) => {
  const again = () => {
    delete parts.row.dataset.state;
    parts.bar.hidden = false;
    clear(parts);
    waiting.push(() => send(zone, page, file, parts, place));
    next();
  };
  const done = () => { underWay--; next(); };
  const request = new XMLHttpRequest();
  request.open("POST", `${zone.dataset.uploadTo}&name=${encodeURIComponent(file.name || "")}&position=${place}`);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.setRequestHeader("RequestVerificationToken", zone.querySelector("input[name=__RequestVerificationToken]")?.value ?? "");
  request.upload.addEventListener("progress", event => {
    if (event.lengthComputable) {
      const share = Math.round(event.loaded / event.total * 100);
      parts.bar.value = share;
      parts.state.textContent = share < 100 ? `${share}% of ${size(event.total)}` : "Checking…";
    }
  });
  request.addEventListener("load", () => {
    done();
    if (request.status >= 200 && request.status < 300) {
      parts.row.remove();
      say(`${parts.name.textContent} was added.`);
      page.invokeMethodAsync("SentAsync").catch(() => { /* The page catches up when its connection is back. */ });
    } else {
      const broken = request.status >= 500 || request.status === 429 || request.status === 401;
      refuse(parts, answerOf(request)?.error ?? "The upload failed. Try again in a moment.", broken ? again : null);
    }
  });
  const lost = () => {
    done();
    refuse(parts, "The connection was lost before the upload finished.", again);
  };
  request.addEventListener("error", lost);
  request.addEventListener("abort", lost);
  clear(parts);
  addButton(parts, "Cancel", () => { request.removeEventListener("abort", lost); request.abort(); parts.row.remove(); done(); });
  parts.state.textContent = `Sending, ${size(file.size)}`;
  request.send(file);
};

const take = (zone, page, list) => {
  const files = [...list].slice(0, zone.dataset.uploadMany === undefined ? 1 : list.length);
  const most = Number(zone.dataset.uploadMost);
  for (const file of files) {
    const parts = addRow(zone, file);
    if (file.size > most) {
      refuse(parts, `The file has ${size(file.size)}; the limit is ${most / 1024 / 1024} MiB. Make it smaller, then add it again.`);
    } else {
      const place = placeIn(zone);
      waiting.push(() => send(zone, page, file, parts, place));
    }
  }
  next();
};

const carriesFiles = event => [...event.dataTransfer?.types ?? []].includes("Files");

const zoneOf = target => {
  const zone = target instanceof Element ? target.closest("[data-upload-to]") : null;
  return zone && zones.has(zone.id) ? zone : null;
};

// A file dropped outside the zone must not replace the page.
const over = event => {
  if (carriesFiles(event) && zones.size > 0) {
    event.preventDefault();
    const zone = zoneOf(event.target);
    event.dataTransfer.dropEffect = zone ? "copy" : "none";
    document.querySelectorAll("[data-upload-over]").forEach(other => { if (other !== zone) { delete other.dataset.uploadOver; } });
    if (zone) {
      zone.dataset.uploadOver = "";
    }
  }
};

const drop = event => {
  if (carriesFiles(event) && zones.size > 0) {
    event.preventDefault();
    const zone = zoneOf(event.target);
    document.querySelectorAll("[data-upload-over]").forEach(other => { delete other.dataset.uploadOver; });
    if (zone) {
      take(zone, zones.get(zone.id), event.dataTransfer.files);
    }
  }
};

const left = event => {
  if (event.relatedTarget === null) {
    document.querySelectorAll("[data-upload-over]").forEach(other => { delete other.dataset.uploadOver; });
  }
};

// Text pasted into a field stays text, even when the clipboard also has a picture of it.
const paste = event => {
  const files = event.clipboardData?.files ?? [];
  const typing = event.target instanceof Element && event.target.closest("input:not([type=file]), textarea, [contenteditable]");
  const zone = zoneOf(document.activeElement) ?? document.querySelector("[data-upload-paste]");
  if (files.length > 0 && zone && zones.has(zone.id) && !(typing && event.clipboardData.types.includes("text/plain"))) {
    event.preventDefault();
    take(zone, zones.get(zone.id), files);
  }
};

const choose = event => {
  const zone = event.target instanceof Element && event.target.matches("[data-upload-to] input[type=file]") ? zoneOf(event.target) : null;
  if (zone) {
    take(zone, zones.get(zone.id), event.target.files);
    event.target.value = "";
  }
};

// Dragging to change the order needs no data, but some browsers don't start without any.
const lift = event => {
  if (event.target instanceof Element && event.target.matches("[draggable=true]")) {
    event.dataTransfer.setData("text/plain", "");
    event.dataTransfer.effectAllowed = "move";
  }
};

document.addEventListener("dragstart", lift);
document.addEventListener("dragover", over);
document.addEventListener("dragleave", left);
document.addEventListener("drop", drop);
document.addEventListener("paste", paste);
document.addEventListener("change", choose);

/** Starts to accept files for a zone; the page is called when one has arrived. */
export const watch = (id, page) => { zones.set(id, page); };

export const forget = id => { zones.delete(id); };
