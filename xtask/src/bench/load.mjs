// First visits with a slow processor and a slow network. Prints [{ page, requests, bytes, first, largest, ready, blocking }],
// times in milliseconds, each the median of several visits with an empty cache.
import { measure, median, visit } from "./page.mjs";

const VISITS = 5;
const PAGES = [
  { page: "sign in", path: "/", signedIn: false, ready: "form [type=submit]" },
  { page: "API keys, signed in", path: "/api-keys", signedIn: true, ready: "main tbody tr[tabindex]" },
];
// Slow 4G, as everyone who measures this calls it: 150 ms there and back, 1.6 Mbit/s down, 750 kbit/s up.
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const PROCESSOR = { rate: 4 };

/** Runs in the page before its own scripts, and keeps what the browser reports, and when `ready` was there. */
function watch({ ready, signedIn }) {
  // As the console leaves it in a browser where somebody signed in.
  if (signedIn) localStorage.setItem("keyhouse.signed-in", "yes");
  const seen = (window.__seen = { first: 0, largest: 0, ready: 0, tasks: [] });
  const look = new MutationObserver(() => {
    if (!document.querySelector(ready)) return;
    seen.ready = performance.now();
    look.disconnect();
  });
  look.observe(document, { childList: true, subtree: true });
  const on = (type, keep) => new PerformanceObserver((list) => list.getEntries().forEach(keep)).observe({ type, buffered: true });
  on("paint", (it) => it.name === "first-contentful-paint" && (seen.first = it.startTime));
  on("largest-contentful-paint", (it) => (seen.largest = it.startTime));
  on("longtask", (it) => seen.tasks.push([it.startTime, it.duration]));
}

async function one(browser, { path, signedIn, ready }) {
  const { page, protocol } = await visit(browser, { signedIn });
  let requests = 0;
  let bytes = 0;
  protocol.on("Network.loadingFinished", ({ encodedDataLength }) => {
    requests += 1;
    bytes += encodedDataLength;
  });
  await protocol.send("Network.enable");
  await protocol.send("Network.emulateNetworkConditions", NETWORK);
  await protocol.send("Emulation.setCPUThrottlingRate", PROCESSOR);
  await page.addInitScript(watch, { ready, signedIn });
  await page.goto(path, { waitUntil: "networkidle", timeout: 60_000 });
  await page.waitForFunction(() => window.__seen.ready > 0);
  await page.waitForTimeout(1500);
  const { tasks, ...times } = await page.evaluate(() => window.__seen);
  await page.context().close();
  // Total blocking time: what of each task after the first paint is beyond 50 ms.
  const blocking = tasks.filter(([start]) => start >= times.first).reduce((sum, [, length]) => sum + length - 50, 0);
  return { requests, bytes, ...times, blocking };
}

await measure(async (browser) => {
  const results = [];
  for (const kind of PAGES) {
    const visits = [];
    for (let count = 0; count < VISITS; count += 1) visits.push(await one(browser, kind));
    const middle = (key) => Math.round(median(visits.map((it) => it[key])));
    const keys = ["requests", "bytes", "first", "largest", "ready", "blocking"];
    results.push({ page: kind.page, ...Object.fromEntries(keys.map((key) => [key, middle(key)])) });
  }
  return results;
});
