// <keyhouse-code-editor>: the editor as an element, which the console puts into the page (src/web/code_editor.rs).
//
// It stands in a shadow root: there CodeMirror puts its styles into `adoptedStyleSheets`, which a content security policy
// without 'unsafe-inline' allows.
import { Annotation, Compartment, EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { extensions } from './setup.js';
import { atPlace, showMarks } from './marks.js';
import { wordsOf } from './completion.js';
import css from './editor.css';

/** Marks what comes from the console, which need not be told of it. */
const fromConsole = Annotation.define();
/** What changes while the editor is there. */
const described = new Compartment();
const readOnly = new Compartment();
const words = new Compartment();

const styles = new CSSStyleSheet();
styles.replaceSync(css);

const sum = (marks) => {
  const count = (tone, one) => {
    const found = marks.filter((mark) => mark.tone === tone).length;
    return found ? `${found} ${one}${found > 1 ? 's' : ''}. ` : '';
  };
  return count('bad', 'error') + count('warn', 'warning') + count('info', 'hint');
};

class CodeEditor extends HTMLElement {
  #view = null;
  #help = document.createElement('p');
  #marks = [];
  /** The text as the console gave it, and the document that was made of it: line ends are lost in that. */
  #given = { text: '', doc: null };

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    this.#help.id = 'help';
    this.#help.hidden = true;
    root.append(this.#help);
    const parts = [readOnly.of([]), words.of([]), described.of([]), extensions(this.#say.bind(this))];
    const listen = EditorView.updateListener.of((update) => {
      const own = (transaction) => transaction.docChanged && !transaction.annotation(fromConsole);
      if (update.transactions.some(own)) this.#say('edit');
    });
    const state = EditorState.create({ extensions: [parts, listen] });
    this.#view = new EditorView({ state, root, parent: root });
    this.#given.doc = state.doc;
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, styles];
  }

  connectedCallback() {
    const label = { 'aria-label': this.getAttribute('label') ?? '', 'aria-describedby': this.#help.id };
    this.#change(described, EditorView.contentAttributes.of(label));
    this.#explain();
  }

  disconnectedCallback() {
    // The document's listeners go with the view; the element is not put back.
    this.#view.destroy();
  }

  get text() {
    const { text, doc } = this.#given;
    const now = this.#view.state.doc;
    if (now.eq(doc)) return text;
    return now.sliceString(0, now.length, text.includes('\r\n') ? '\r\n' : '\n');
  }

  /** Replaces what differs, so that the cursor stays where it is. */
  set text(text) {
    const before = this.#view.state.doc.toString();
    const after = text.replace(/\r\n?/g, '\n');
    const short = Math.min(before.length, after.length);
    let start = 0;
    while (start < short && before[start] === after[start]) start += 1;
    let end = 0;
    while (end < short - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
    const changes = { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
    if (before !== after) this.#view.dispatch({ changes, annotations: fromConsole.of(true) });
    this.#given = { text, doc: this.#view.state.doc };
  }

  /** What is wrong, as JSON: [{tone, message, line, column, endLine, endColumn}]. */
  set marks(json) {
    this.#marks = JSON.parse(json);
    this.#view.dispatch({ effects: showMarks.of(this.#marks) });
    this.#explain();
  }

  /** What can be completed, as JSON: {keys: [{text, detail}], values: {key: [{text, detail}]}}. */
  set words(json) {
    this.#change(words, wordsOf.of(JSON.parse(json)));
  }

  set readOnly(is) {
    // Chromium takes what is `contenteditable` for writable, whatever ARIA says; what is not needs a place in the tab order.
    const attributes = EditorView.contentAttributes.of({ 'aria-readonly': 'true', tabindex: '0' });
    const parts = [EditorState.readOnly.of(true), EditorView.editable.of(false), attributes];
    this.#change(readOnly, is ? parts : []);
    this.#explain();
  }

  /** Puts the cursor at a line and column, both counted from 1, and takes the focus. */
  goTo(line, column) {
    const at = atPlace(this.#view.state.doc, line, column);
    this.#view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: 'center' }) });
    this.#view.focus();
  }

  focus() {
    this.#view.focus();
  }

  #change(compartment, extension) {
    this.#view.dispatch({ effects: compartment.reconfigure(extension) });
  }

  #explain() {
    const keys = this.#view.state.readOnly
      ? 'The text can be read only.'
      : 'Tab indents. To leave the editor, press Escape and then Tab.';
    this.#help.textContent = sum(this.#marks) + keys;
  }

  #say(name) {
    return this.dispatchEvent(new CustomEvent(name, { cancelable: true }));
  }
}

customElements.define('keyhouse-code-editor', CodeEditor);
