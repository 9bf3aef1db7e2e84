// Colours for rule files: YAML, MetricsQL in `expr`, templates in the other texts. It only colours; what is right is for
// the checks to say.
import { HighlightStyle, StreamLanguage } from '@codemirror/language';
import { tags } from '@lezer/highlight';
import { metricsql } from './metricsql.js';

const KEY = /^(?:"[^"]*"|'[^']*'|[A-Za-z_][\w.\-/]*)(?=\s*:(?:\s|$))/;
/** What of a text can't begin a template or anything else. */
const WORD = /^[^\s#"'{%]+/;

/** Text, of which templates stand out, and `%{NAME}`, which is filled in. */
const plain = (stream, state) => {
  if (state.template) {
    if (stream.match('}}')) state.template = false;
    else if (stream.match(/^"(?:[^"\\]|\\.)*"/)) return 'string';
    else if (stream.match(/^[$.][\w.]*/)) return 'attributeName';
    else if (stream.match(/^\w+/)) return 'keyword';
    else stream.next();
    return 'meta';
  }
  if (stream.match('{{')) {
    state.template = true;
    return 'meta';
  }
  if (stream.match(/^%\{\w+\}/)) return 'meta';
  if (!stream.match(/^[^{%]+/)) stream.next();
  return 'string';
};

const scalar = (stream, state) => {
  if (state.template) return plain(stream, state);
  if (stream.match(/^#.*/)) return 'comment';
  if (stream.match(/^[&*!][^\s]+/)) return 'meta';
  if (stream.match(/^[[\]{},](?!\{)/)) return 'punctuation';
  if (stream.match(/^(?:true|false|null|~)(?=\s|,|\]|\}|$)/)) return 'keyword';
  if (stream.match(/^-?\d[\d.]*(?:ms|[smhdwyi])?(?=\s|,|\]|\}|$)/)) return 'number';
  return stream.match(WORD) ? 'string' : plain(stream, state);
};

/** The start of a line: a block that goes on or ends, an item, a key. */
const start = (stream, state) => {
  const depth = stream.indentation();
  if (state.block !== null && depth > state.block) {
    stream.eatSpace();
    state.inner = true;
    return null;
  }
  Object.assign(state, { block: null, key: '', inner: false, template: false, open: [] });
  return stream.eatSpace() ? null : undefined;
};

const outside = (stream, state) => {
  if (stream.match(/^#.*/)) return 'comment';
  if (stream.match(/^(?:---|\.\.\.)\s*$/)) return 'meta';
  if (stream.match(/^-(?=\s|$)/)) return 'punctuation';
  const key = stream.match(KEY);
  if (key) {
    state.depth = stream.column();
    state.key = key[0].replace(/["']/g, '');
    state.keyed = true;
    return 'propertyName';
  }
  return scalar(stream, state);
};

/** Behind the colon of a key: `|` and `>` begin a block, an expression may go on below. */
const value = (stream, state) => {
  state.keyed = false;
  stream.match(/^\s*:/);
  state.valued = true;
  return 'punctuation';
};

const opens = (stream, state) => {
  state.valued = false;
  const is = stream.match(/^[|>][+\-\d]*(?=\s*(?:#.*)?$)/);
  if (is || (state.key === 'expr' && !stream.eol())) state.block = state.depth;
  state.inner = !is;
  return is ? 'punctuation' : undefined;
};

const token = (stream, state) => {
  if (stream.sol()) {
    const said = start(stream, state);
    if (said !== undefined) return said;
  }
  if (stream.eatSpace()) return null;
  if (state.keyed) return value(stream, state);
  if (state.valued) {
    const said = opens(stream, state);
    if (said) return said;
  }
  if (state.block === null) return state.inner && state.key ? scalar(stream, state) : outside(stream, state);
  if (!state.inner) return scalar(stream, state);
  return state.key === 'expr' ? metricsql(stream, state) : plain(stream, state);
};

export const language = StreamLanguage.define({
  name: 'rules',
  startState: () => ({
    block: null, depth: 0, key: '', keyed: false, valued: false, inner: false, template: false, open: [],
  }),
  copyState: (state) => ({ ...state, open: [...state.open] }),
  token,
  indent: (_, __, context) => {
    const line = context.lineAt(context.pos, -1).text;
    const own = /^[ ]*(?:- +)*/.exec(line)[0].length;
    return /:\s*(?:[|>][+\-\d]*)?\s*$/.test(line) ? own + context.unit : own;
  },
  languageData: { commentTokens: { line: '#' }, closeBrackets: { brackets: ['(', '[', '{', '"'] } },
  tokenTable: { function: tags.function(tags.variableName) },
});

export const colours = HighlightStyle.define([
  { tag: tags.propertyName, class: 'kh-key' },
  { tag: tags.string, class: 'kh-text' },
  { tag: tags.number, class: 'kh-number' },
  { tag: tags.comment, class: 'kh-comment' },
  { tag: tags.keyword, class: 'kh-keyword' },
  { tag: tags.function(tags.variableName), class: 'kh-function' },
  { tag: tags.attributeName, class: 'kh-label' },
  { tag: tags.meta, class: 'kh-meta' },
  { tag: [tags.operator, tags.punctuation], class: 'kh-operator' },
]);
