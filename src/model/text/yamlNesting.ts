import { Lexer } from 'yaml'

/** In one document: a parser needs up to 500 bytes of memory for each. A usual manifest of 1 MiB has 310,000. */
export const MAX_TOKENS = 500_000

/**
 * The line where YAML exceeds a bound of its parser, which recurses, and needs a hundred times the memory of dense text. For the
 * levels it counts open brackets, list markers in one line, and columns of indentation, because each level of blocks needs at
 * least one. The parser also nests a second `: ` in one line or item, which is invalid, and never leaves that level.
 */
export const yamlExcess = (
  text: string,
  maxLevels: number,
): { line: number; of: 'levels' | 'tokens' } | undefined => {
  let [flow, column, marks, colons, invalid, line, tokens] = [0, 0, 0, 0, 0, 1, 0]
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
    if (flow + column + marks + invalid > maxLevels) return { line, of: 'levels' }
    if (++tokens > MAX_TOKENS) return { line, of: 'tokens' }
  }
  return undefined
}
