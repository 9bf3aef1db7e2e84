// What both measurements in the browser share: Chromium by Playwright, signed in or not, slowed down or not.
import { createRequire } from "node:module";

const { BASE, COOKIE, CHROMIUM, PLAYWRIGHT } = process.env;
const { chromium } = createRequire(`${PLAYWRIGHT}/package.json`)(PLAYWRIGHT);

/** Starts Chromium, hands it to `work`, prints what that answers as JSON, and ends Chromium. */
export async function measure(work) {
  const args = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"];
  const browser = await chromium.launch({ executablePath: CHROMIUM, args });
  try {
    console.log(JSON.stringify(await work(browser)));
  } finally {
    await browser.close();
  }
}

/** A page with an empty cache. Answers the page and the protocol session behind it. */
export async function visit(browser, { signedIn }) {
  const context = await browser.newContext({ baseURL: BASE, viewport: { width: 1360, height: 860 } });
  if (signedIn) {
    const [name, value] = COOKIE.split("=");
    await context.addCookies([{ name, value, url: BASE, httpOnly: true, sameSite: "Strict" }]);
  }
  const page = await context.newPage();
  return { page, protocol: await context.newCDPSession(page) };
}

/** The middle one of several measurements. */
export const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
