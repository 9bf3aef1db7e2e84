// Colours for an expression in MetricsQL. Each call reads one word of it.

const KEYWORDS = new Set([
  'and', 'atan2', 'bool', 'by', 'default', 'group_left', 'group_right', 'if', 'ifnot', 'ignoring', 'inf', 'keep_metric_names',
  'limit', 'nan', 'offset', 'on', 'or', 'unless', 'with', 'without',
]);

export const metricsql = (stream, state) => {
  if (stream.match(/^#.*/)) return 'comment';
  if (stream.match(/^%\{\w+\}/)) return 'meta';
  if (stream.match(/^"(?:[^"\\]|\\.)*"?/) || stream.match(/^'(?:[^'\\]|\\.)*'?/) || stream.match(/^`[^`]*`?/)) {
    return 'string';
  }
  if (stream.match(/^(?:0x[\da-f]+|\d[\d.]*(?:e[+-]?\d+)?)(?:ms|[smhdwyi]|[kmgt]i?b?)*/i)) return 'number';
  const word = stream.match(/^[A-Za-z_:][\w:.]*/);
  if (word) return named(word[0], stream, state);
  const sign = stream.next();
  if (sign === '{') state.open.push(sign);
  if (sign === '}') state.open.pop();
  return '(){}[],'.includes(sign) ? 'punctuation' : 'operator';
};

const named = (word, stream, state) => {
  if (state.open.length) return stream.match(/^\s*(?:=~|!~|!=|=)/, false) ? 'attributeName' : 'keyword';
  if (KEYWORDS.has(word.toLowerCase())) return 'keyword';
  return stream.match(/^\s*\(/, false) ? 'function' : null;
};
