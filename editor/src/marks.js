// What is wrong with the text: a line under it, a sign in the margin, and the message below.
import { RangeSet, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, gutter, GutterMarker, WidgetType } from '@codemirror/view';

/** With more, only the line of the cursor shows its messages: the text has to stay readable. */
const MOST_MESSAGES = 12;
const WORST = ['bad', 'warn', 'info'];
const SIGNS = { bad: '■', warn: '◆', info: '○' };
const NAMES = { bad: 'Error', warn: 'Warning', info: 'Hint' };

/** Replaces the marks: [{tone, message, line, column, endLine, endColumn}], counted from 1, columns in characters. */
export const showMarks = StateEffect.define();

/** Where a place is in the document; what is beyond it is its end. */
export const atPlace = (doc, line, column) => {
  const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
  let at = 0;
  for (const letter of found.text) {
    if (column <= 1) break;
    column -= 1;
    at += letter.length;
  }
  return found.from + at;
};

class Sign extends GutterMarker {
  constructor(tone) {
    super();
    this.tone = tone;
  }
  eq(other) {
    return other.tone === this.tone;
  }
  toDOM() {
    const sign = document.createElement('span');
    sign.className = `kh-sign ${this.tone}`;
    sign.textContent = SIGNS[this.tone];
    return sign;
  }
}

class Message extends WidgetType {
  constructor(marks) {
    super();
    this.marks = marks;
  }
  get words() {
    return JSON.stringify(this.marks);
  }
  eq(other) {
    return other.words === this.words;
  }
  toDOM() {
    const box = document.createElement('div');
    box.className = 'kh-messages';
    for (const mark of this.marks) {
      const line = document.createElement('p');
      line.className = mark.tone;
      line.textContent = `${NAMES[mark.tone] ?? 'Hint'}: ${mark.message}`;
      box.append(line);
    }
    return box;
  }
  ignoreEvent() {
    return true;
  }
}

/** The marks with their places, which move with the text until the next ones come. */
const placed = StateField.define({
  create: () => [],
  update(found, transaction) {
    for (const effect of transaction.effects) {
      if (effect.is(showMarks)) return effect.value.map((mark) => place(transaction.state.doc, mark));
    }
    if (!transaction.docChanged) return found;
    return found.map((mark) => ({
      ...mark,
      from: transaction.changes.mapPos(mark.from),
      to: transaction.changes.mapPos(mark.to, -1),
    }));
  },
});

const place = (doc, { tone, message, line, column, endLine, endColumn }) => {
  const from = atPlace(doc, line, column);
  return { tone, message, from, to: Math.max(from, atPlace(doc, endLine, endColumn)) };
};

const byLine = (state) => {
  const lines = new Map();
  for (const mark of state.field(placed)) {
    const line = state.doc.lineAt(Math.min(mark.from, state.doc.length));
    lines.set(line.from, [...(lines.get(line.from) ?? []), mark]);
  }
  return [...lines].sort(([one], [other]) => one - other);
};

const underlines = EditorView.decorations.compute([placed], (state) => {
  const ranges = state.field(placed).filter((mark) => mark.to > mark.from);
  return Decoration.set(
    ranges.map((mark) => Decoration.mark({ class: `kh-mark ${mark.tone}` }).range(mark.from, mark.to)),
    true,
  );
});

const messages = EditorView.decorations.compute([placed, 'selection'], (state) => {
  const many = state.field(placed).length > MOST_MESSAGES;
  const current = state.doc.lineAt(state.selection.main.head).from;
  const shown = byLine(state).filter(([from]) => !many || from === current);
  return Decoration.set(shown.map(([from, marks]) => {
    const widget = new Message(marks.map(({ tone, message }) => ({ tone, message })));
    return Decoration.widget({ widget, block: true, side: 1 }).range(state.doc.lineAt(from).to);
  }));
});

const margin = gutter({
  class: 'kh-margin',
  lineMarkerChange: (update) => update.state.field(placed) !== update.startState.field(placed),
  markers: (view) => {
    const worst = (marks) => WORST.find((tone) => marks.some((mark) => mark.tone === tone)) ?? 'info';
    return RangeSet.of(byLine(view.state).map(([from, marks]) => new Sign(worst(marks)).range(from)));
  },
});

export const marks = [placed, underlines, messages, margin];
