// Words that can be chosen: names of fields where a key can stand, and what the value of a key is made of.
import { Facet } from '@codemirror/state';

/** {keys: [{text, detail}], values: {key: [{text, detail}]}} */
export const wordsOf = Facet.define({ combine: (given) => given[0] ?? { keys: [], values: {} } });

const KEY = /^(\s*(?:- +)*)([A-Za-z_]\w*)\s*:(?:\s|$)(.*)/;
/** How far up the key of a value is looked for. */
const REACH = 500;

/** The key whose value the position is in, or nothing where a key can stand. */
export const keyAt = (doc, line, before) => {
  const own = KEY.exec(before);
  if (own) return own[2];
  // A value goes on below its key as far as lines stand further in than that.
  let depth = /^\s*/.exec(before)[0].length;
  for (let number = line.number - 1; number > 0 && line.number - number < REACH; number -= 1) {
    const { text } = doc.line(number);
    if (!text.trim() || text.trim().startsWith('#')) continue;
    const [, start, key, value] = KEY.exec(text) ?? [];
    if (key && start.length < depth) return !value.trim() || value.trim().startsWith('#') ? null : key;
    depth = Math.min(depth, /^\s*/.exec(text)[0].length);
  }
  return null;
};

export const complete = (context) => {
  const { keys, values } = context.state.facet(wordsOf);
  const line = context.state.doc.lineAt(context.pos);
  const before = line.text.slice(0, context.pos - line.from);
  const word = context.matchBefore(/[A-Za-z_]\w*/);
  if ((!word && !context.explicit) || /(^|\s)#/.test(before)) return null;
  const key = keyAt(context.state.doc, line, before);
  const found = key === null ? atKey(before) && keys : inValue(before) && values[key];
  if (!found || !found.length) return null;
  const colon = key === null && context.state.sliceDoc(context.pos, line.to).trim() === '' ? ': ' : '';
  const options = found.map(({ text, detail }) => ({ label: text, detail, apply: text + colon }));
  return { from: word ? word.from : context.pos, options, validFor: /^\w*$/ };
};

const atKey = (before) => /^\s*(?:- +)*\w*$/.test(before);
/** Not in a text in quotes, such as the value of a label. */
const inValue = (before) => (before.match(/"/g) ?? []).length % 2 === 0;
