// What runs before the console does: the theme, what is fetched ahead, and what index.html shows meanwhile.
"use strict";

(() => {
  const kept = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // Storage is switched off.
    }
  };
  const root = document.documentElement;
  const path = location.pathname.replace(/(.)\/$/, "$1");

  // Before the first paint, or a dark console would flash white. Without a choice the system's theme it is.
  const theme = kept("keyhouse.theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  // Where one is before the sign-in there is no navigation. Who was not signed in here last is likely led to the sign-in.
  if (path === "/set-up" || path === "/join") root.dataset.boot = "door";
  else if (path === "/sign-in" || kept("keyhouse.signed-in") === null) root.dataset.boot = "sign-in";
  else fetchAhead();

  // Who is signed in, and the files of the page: the console asks for them as soon as it runs, and finds them here. If
  // the guess is wrong, what came is not used.
  function fetchAhead() {
    // The overview, where one lands, is in the file of the deployments.
    const [section = "deployments", id, tab] = path.split("/").slice(1).filter(Boolean);
    const files = JSON.parse(document.querySelector("meta[name=page-files]").content);
    const isOne = id !== undefined && id !== "new";
    const names = isOne ? ["deployment", tab] : [section];
    const urls = new Set(names.flatMap((name) => files[name] ?? []));
    for (const url of urls) preload(url, "anonymous");
    preload("api/v1/session", "use-credentials");
  }
  function preload(href, crossOrigin) {
    document.head.append(Object.assign(document.createElement("link"), { rel: "preload", as: "fetch", crossOrigin, href }));
  }

  const waiting = new AbortController();
  const isConsole = (element) => element.id !== "boot" && !element.matches("script, noscript, link, style");
  const failed = () => {
    delete root.dataset.boot;
    document.getElementById("boot-status")?.remove();
    document.getElementById("boot-waiting")?.remove();
    document.getElementById("boot-failed")?.removeAttribute("hidden");
  };
  // The frame goes when the console shows something, in the same moment: what is added is not painted before.
  const observer = new MutationObserver(() => {
    if (![...document.body.children].some(isConsole)) return;
    observer.disconnect();
    waiting.abort();
    document.getElementById("boot")?.remove();
    delete root.dataset.boot;
  });
  const options = { capture: true, signal: waiting.signal };
  addEventListener("error", failed, options);
  addEventListener("unhandledrejection", failed, options);
  const read = () => {
    document.querySelector(`#boot [data-path="${CSS.escape(path)}"]`)?.removeAttribute("hidden");
    observer.observe(document.body, { childList: true });
  };
  document.addEventListener("readystatechange", read, { once: true });
})();
