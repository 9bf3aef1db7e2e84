// The API keys page with as many keys as the server has. Prints [{ act, median, worst }] in milliseconds: from what a
// person does until the result is painted. Each act begins when the page is at rest, just after a frame was painted: the
// wait for the next one, up to 17 ms, is part of it. Of filters also the work alone, without that wait: what fits in a frame.
import { measure, median, visit } from "./page.mjs";

const ROUNDS = 10;
const TEXTS = ["service-001", "service-0012", "77", "no such key", ""];

/** Defines in the page: what the list shows, and how long an act takes until that has changed and is painted. */
function define() {
  const text = (selector) => document.querySelector(selector)?.textContent ?? "";
  const shown = () => text("[role=search] [role=status]") + text("main table tbody tr");
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  // A message comes after what is under way: sent in a frame, after that is painted.
  const painted = async () => {
    const { port1, port2 } = new MessageChannel();
    await new Promise((done) => {
      port1.onmessage = done;
      port2.postMessage(null);
    });
  };
  window.__time = async (act) => {
    for (let frames = 0; frames < 4; frames += 1) await frame();
    await painted();
    const before = shown();
    const limit = performance.now() + 20_000;
    const start = performance.now();
    act();
    const made = painted().then(() => performance.now());
    let drawing;
    do {
      if (performance.now() > limit) throw new Error(`nothing changed: ${before}`);
      await frame();
      drawing = performance.now();
    } while (shown() === before);
    await painted();
    const time = performance.now() - start;
    return { time, work: time - Math.max(0, drawing - (await made)) };
  };
  window.__type = (value) => {
    const field = document.querySelector("[role=search] input");
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, value);
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };
  window.__press = (words) => {
    const button = [...document.querySelectorAll("main button")].find((it) => it.textContent.trim() === words);
    if (!button) throw new Error(`no button ${words}`);
    button.click();
  };
}

const result = (act, times) => ({ act, median: median(times), worst: Math.max(...times) });
const time = (all) => all.map((one) => one.time);
const work = (all) => all.map((one) => one.work);

await measure(async (browser) => {
  const { page } = await visit(browser, { signedIn: true });
  await page.addInitScript(define);
  const opened = [];
  for (let round = 0; round < 3; round += 1) {
    const start = performance.now();
    await page.goto("/api-keys");
    await page.locator("main table tbody tr").first().waitFor({ timeout: 60_000 });
    opened.push(performance.now() - start);
  }
  const count = await page.locator("[role=search] [role=status]").textContent();
  const filtered = [];
  const sorted = [];
  const turned = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const text of TEXTS) filtered.push(await page.evaluate((it) => __time(() => __type(it)), text));
    sorted.push(await page.evaluate(() => __time(() => __press("Name"))));
    turned.push(await page.evaluate(() => __time(() => __press("Next"))));
    await page.evaluate(() => __time(() => __press("Previous")));
  }
  return [
    result(`open the page, ${count}`, opened),
    result("filter by text", time(filtered)),
    result("filter by text, without the wait for a frame", work(filtered)),
    result("sort by name", time(sorted)),
    result("turn a page", time(turned)),
  ];
});
