// What runs before the console does: the theme, and the frame in index.html that is seen meanwhile.
"use strict";

// Before the first paint, or a dark console would flash white.
try {
  const theme = localStorage.getItem("keyhouse.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage is switched off: the system's theme it is.
}

// The pages before the sign-in have no navigation, and neither has their frame.
if (/\/(sign-in|set-up|join)\/?$/.test(location.pathname)) document.documentElement.dataset.boot = "door";

(() => {
  const waiting = new AbortController();
  const isConsole = (element) => element.id !== "boot" && !element.matches("script, noscript, link, style");
  const failed = () => {
    delete document.documentElement.dataset.boot;
    document.getElementById("boot-waiting")?.setAttribute("hidden", "");
    document.getElementById("boot-failed")?.removeAttribute("hidden");
  };
  // The frame goes when the console shows something, in the same moment: what is added is not painted before.
  const observer = new MutationObserver(() => {
    if (![...document.body.children].some(isConsole)) return;
    observer.disconnect();
    waiting.abort();
    document.getElementById("boot")?.remove();
    delete document.documentElement.dataset.boot;
  });
  const options = { capture: true, signal: waiting.signal };
  addEventListener("error", failed, options);
  addEventListener("unhandledrejection", failed, options);
  document.addEventListener("readystatechange", () => observer.observe(document.body, { childList: true }), { once: true });
})();
