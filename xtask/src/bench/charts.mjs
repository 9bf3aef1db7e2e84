// The usage of a deployment: nine charts of 1,000 points, answered in the page itself, so that only the console is
// measured. Prints [{ act, median, worst }] in milliseconds: the work to draw them all, and what a frame takes while the
// cursor moves over them.
import { measure, median, visit } from "./page.mjs";

const ROUNDS = 5;
const MOVES = 120;
const CHARTS = 9;

/** In the page, before the console: answers what the usage of a deployment asks for. */
function answerInThePage() {
  const POINTS = 1_000;
  const id = "123e4567-e89b-42d3-a456-426614174000";
  const details = {
    id, name: "bench", type: "single_node", tier: 121, version: "v1.79.5", cloud_provider: "local", region: "local",
    created_at: "2026-11-21T09:00:00Z", status: "RUNNING", retention_value: 1, retention_unit: "m",
    deduplication_value: 0, deduplication_unit: "s", storage_size_gb: 20, maintenance_window: "Sat-Sun 3-4am",
    price: { compute_cost: 0, storage_cost: 0, total_cost: 0 }, access_endpoint: "http://127.0.0.1:8427",
  };
  const runtime = { status: "RUNNING", received_data: true, processes: [], limits: [] };
  const instant = (ms) => new Date(ms).toISOString().replace(/\.\d+Z$/, "Z");
  const usage = (query) => {
    const [from, to] = ["from", "to"].map((name) => Date.parse(query.get(name)));
    const step = Math.max(1, Math.floor((to - from) / POINTS / 1000));
    const metric = query.get("metrics");
    const names = query.get("group_by") ? ["grafana", "vmagent", "vmalert"] : [""];
    const wave = (at, of) => 1000 * (of + 2 + Math.sin(at / 7 + of) + Math.sin(at / 50));
    const series = names.map((name, of) => ({
      metric, unit: "samples/s", limit: null,
      labels: name ? { access_token: `123e4567-e89b-42d3-a456-42661417400${of}`, name } : {},
      points: Array.from({ length: POINTS }, (_, at) => [from + at * step * 1000, wave(at, of)]),
    }));
    return { from: instant(from), to: instant(to), step_seconds: step, complete_until: instant(to), series, missing: [] };
  };
  const own = window.fetch;
  window.fetch = (request, ...rest) => {
    const { pathname, searchParams } = new URL(request.url ?? request, location.href);
    const answers = {
      [`/api/v1/deployments/${id}`]: () => details,
      [`/api/v1/deployments/${id}/runtime`]: () => runtime,
      "/api/v1/usage": () => usage(searchParams),
    };
    const answer = answers[pathname];
    return answer ? Promise.resolve(new Response(JSON.stringify(answer()))) : own(request, ...rest);
  };
  window.__frames = async (work) => {
    const took = [];
    let before = await new Promise((done) => requestAnimationFrame(done));
    for (let at = 0; at < work.length; at += 1) {
      work[at]();
      const now = await new Promise((done) => requestAnimationFrame(done));
      took.push(now - before);
      before = now;
    }
    return took;
  };
}

const result = (act, times) => ({ act, median: median(times), worst: Math.max(...times) });

await measure(async (browser) => {
  const { page, protocol } = await visit(browser, { signedIn: true });
  await page.addInitScript(answerInThePage);
  await protocol.send("Performance.enable");
  const busy = async () => {
    const { metrics } = await protocol.send("Performance.getMetrics");
    return metrics.find((it) => it.name === "TaskDuration").value * 1000;
  };
  const drawn = (range) =>
    page.waitForFunction(
      ([count, range]) => location.search.includes(range) && document.querySelectorAll(".chart-plot svg").length === count,
      [CHARTS, range],
    );
  await page.goto("/deployments/123e4567-e89b-42d3-a456-426614174000/usage?range=12h");
  await drawn("12h");
  const draws = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, range] of [["7 days", "7d"], ["12 h", "12h"]]) {
      const before = await busy();
      await page.getByRole("radio", { name, exact: true }).check({ force: true });
      await drawn(range);
      await page.waitForTimeout(500);
      draws.push((await busy()) - before);
    }
  }
  const frames = await page.evaluate(async (moves) => {
    const plot = document.querySelector(".chart-plot");
    const { left, top, width, height } = plot.getBoundingClientRect();
    const move = (at) => () => {
      const place = { clientX: left + (width * at) / moves, clientY: top + height / 2, bubbles: true };
      plot.dispatchEvent(new PointerEvent("pointermove", place));
    };
    return __frames(Array.from({ length: moves }, (_, at) => move(at)));
  }, MOVES);
  return [
    result(`read and draw ${CHARTS} charts of 1,000 points`, draws),
    result("a frame while the cursor moves over them", frames),
  ];
});
