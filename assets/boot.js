// What runs before the console does: the theme, and the frame in index.html that is seen meanwhile.
"use strict";

// Before the first paint, or a dark console would flash white.
try {
  const theme = localStorage.getItem("keyhouse.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is switched off: the system's theme it is.
}

(() => {
  const starting = new AbortController();
  const failed = () => {
    const [waiting, message] = ["boot-waiting", "boot-failed"].map((id) => document.getElementById(id));
    if (!waiting || !message) return;
    waiting.hidden = true;
    message.hidden = false;
  };
  // Trunk sends this when the WebAssembly has run, which is when the console stands beside the frame.
  const started = () => {
    starting.abort();
    document.getElementById("boot")?.remove();
  };
  const options = { capture: true, signal: starting.signal };
  addEventListener("TrunkApplicationStarted", started, options);
  addEventListener("error", failed, options);
  addEventListener("unhandledrejection", failed, options);
})();
