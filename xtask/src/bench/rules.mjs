// The worker that checks rule files, with a file of 2,000 lines. Prints [{ act, median, worst }] in milliseconds: from
// handing in the text to having the answer.
import { measure, median, visit } from "./page.mjs";

const ROUNDS = 20;
const LINES = 2_000;

const rule = (at) => `      - alert: HighErrorRate${at}
        expr: |
          sum by (job, path) (rate(http_requests_total{status=~"5..", path="/v1/${at}"}[5m]))
            / sum by (job, path) (rate(http_requests_total{path="/v1/${at}"}[5m])) > 0.05
        for: 10m
        labels: { severity: critical }
        annotations:
          summary: "{{ $labels.job }}: {{ $value | humanizePercentage }} of requests fail"
`;
const head = "groups:\n  - name: bench\n    rules:\n";
const lines = (text) => text.split("\n").length - 1;
const rules = Math.floor((LINES - lines(head)) / lines(rule(0)));
const body = head + Array.from({ length: rules }, (_, at) => rule(at)).join("");
const text = body + "# The rest.\n".repeat(LINES - lines(body));

/** In the page: starts the worker as the console does, and times requests to it. */
async function times({ text, rounds }) {
  const file = document.querySelector("meta[name='keyhouse:rule-worker']").content;
  const start = performance.now();
  const worker = new Worker(new URL(file, document.baseURI), { type: "module" });
  const said = () =>
    new Promise((done, failed) => {
      worker.onmessage = ({ data }) => done(data);
      worker.onerror = () => failed(new Error("the worker broke off"));
    });
  await said();
  const started = performance.now() - start;
  const options = { limits: { rules: 10_000, bytes: 1e9 }, other_groups: [], other_rules: 0 };
  const ask = async (request) => {
    const start = performance.now();
    worker.postMessage(JSON.stringify([1, request]));
    const answer = JSON.parse(await said());
    return { took: performance.now() - start, answer: answer[1] };
  };
  const checked = [];
  const compared = [];
  for (let round = 0; round < rounds; round += 1) {
    const { took, answer } = await ask({ Rules: { text: `${text}# ${round}\n`, options } });
    const { diagnostics, groups } = answer.Rules;
    const wrong = diagnostics.filter((it) => it.severity === "error");
    if (wrong.length || groups[0].rules.length < 200) throw new Error(JSON.stringify(wrong.slice(0, 3)));
    checked.push(took);
    compared.push((await ask({ Compare: { old: text, new: text.replaceAll("0.05", `0.${round + 10}`) } })).took);
  }
  worker.terminate();
  return { started, checked, compared };
}

const result = (act, times) => ({ act, median: median(times), worst: Math.max(...times) });

await measure(async (browser) => {
  const { page } = await visit(browser, { signedIn: true });
  await page.goto("/");
  const starts = [];
  let last;
  for (let round = 0; round < 3; round += 1) {
    last = await page.evaluate(times, { text, rounds: ROUNDS });
    starts.push(last.started);
  }
  return [
    result("start the worker", starts),
    result(`check ${lines(text).toLocaleString("en")} lines`, last.checked),
    result("compare them, every rule changed", last.compared),
  ];
});
