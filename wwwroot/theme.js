// Loaded before the first paint: applies the reader's own choice of theme, and says that scripts run.
// Kept apart from portal.js so that the part that blocks stays this small.
(() => {
  const root = document.documentElement;
  root.dataset.js = "on";
  try {
    const choice = localStorage.getItem("kp-theme");
    if (choice === "dark" || choice === "light") {
      root.dataset.theme = choice;
    }
  } catch {
    // Storage may be forbidden: the system's preference counts then.
  }
})();
