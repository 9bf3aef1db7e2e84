// What the editor is put together from.
import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, Prec } from '@codemirror/state';
import {
  drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers,
} from '@codemirror/view';
import { complete } from './completion.js';
import { colours, language } from './language.js';
import { marks } from './marks.js';

/** Escape lets the next Tab go on to what follows the editor; any other key takes that back. */
const wayOut = [
  Prec.low(keymap.of([{
    key: 'Escape',
    run: (view) => {
      view.setTabFocusMode(true);
      return true;
    },
  }])),
  EditorView.domEventHandlers({
    keydown(event, view) {
      if (!['Escape', 'Tab', 'Shift'].includes(event.key)) view.setTabFocusMode(false);
    },
    blur(_, view) {
      view.setTabFocusMode(false);
    },
  }),
];

/** `say` tells the console that something happened, and answers whether nobody there took care of it. */
export const extensions = (say) => [
  // Before all others: those that choose a word, and the one that saves.
  Prec.highest(keymap.of([
    { key: 'Tab', run: acceptCompletion },
    { key: 'Mod-s', run: () => !say('save') },
  ])),
  marks,
  lineNumbers(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  highlightSelectionMatches(),
  drawSelection(),
  history(),
  bracketMatching(),
  closeBrackets(),
  search({ top: true }),
  autocompletion({ override: [complete], icons: false }),
  language,
  syntaxHighlighting(colours),
  indentUnit.of('  '),
  EditorState.tabSize.of(2),
  EditorView.contentAttributes.of({ spellcheck: 'false', autocorrect: 'off', autocapitalize: 'off', tabindex: '0' }),
  wayOut,
  keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, indentWithTab]),
];
