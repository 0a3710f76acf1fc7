import { Lexer } from 'yaml'

/**
 * The line where YAML is nested too deeply for a parser that recurses. Counts open brackets, list markers in one line, and
 * columns of indentation, because each level of blocks needs at least one. The parser also nests a second `: ` in one line
 * or item, which is invalid, and never leaves that level.
 */
export const nestedTooDeeplyAt = (text: string, limit: number): number | undefined => {
  let [flow, column, marks, colons, invalid, line] = [0, 0, 0, 0, 0, 1]
  for (const token of new Lexer().lex(text)) {
    if (token === ':' && ++colons > 1) invalid++
    if ('[]{},'.includes(token)) colons = 0
    if (token === '[' || token === '{') flow++
    else if (token === ']' || token === '}') flow--
    else if (token === '-' || token === '?') marks++
    else if (token.includes('\n')) {
      line += token.split('\n').length - 1
      column = 0
      marks = 0
      if (flow <= 0) colons = 0
    } else if (column === 0 && /^ +$/.test(token)) column = token.length
    if (flow + column + marks + invalid > limit) return line
  }
  return undefined
}
