import { Lexer } from 'yaml'

/**
 * In one document, with white space and without it: a parser needs up to 800 bytes of memory for each of the latter. Usual
 * manifests and compose files of 1 MiB have up to 411,000 and 161,000.
 */
const MAX_TOKENS = 500_000
const MAX_NON_SPACE_TOKENS = 200_000

/** Fewer cost little memory at a time: usual documents of 128 KiB have up to 20,000 that are not white space. */
const FEW_TOKENS = 25_000

const NON_SPACE = 'tokens that are not white space'

/** How many more such tokens the longer documents of a file may have. */
export type TokenBudget = { left: number }

export const tokenBudget = (): TokenBudget => ({ left: MAX_NON_SPACE_TOKENS })

/** The lexer announces a plain text by a token of its own. */
const isWhiteSpace = (token: string): boolean => token === PLAIN_TEXT_FOLLOWS || /^\s*$/.test(token)
const PLAIN_TEXT_FOLLOWS = '\u001f'

/**
 * The line where YAML exceeds a bound of its parser, which recurses, and needs a hundred times the memory of dense text. For the
 * levels it counts open brackets, list markers in one line, and columns of indentation, because each level of blocks needs at
 * least one. The parser also nests a second `: ` in one line or item, which is invalid, and never leaves that level.
 */
export const yamlExcess = (
  text: string,
  maxLevels: number,
  budget?: TokenBudget,
): { line: number; of: 'levels' | 'tokens'; what: string } | undefined => {
  let [flow, column, marks, colons, invalid, line, tokens, nonSpace] = [0, 0, 0, 0, 0, 1, 0, 0]
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
    if (flow + column + marks + invalid > maxLevels)
      return { line, of: 'levels', what: `is nested more than ${maxLevels} levels deep` }
    if (++tokens > MAX_TOKENS)
      return { line, of: 'tokens', what: `has a YAML document of more than ${MAX_TOKENS} tokens` }
    if (isWhiteSpace(token)) continue
    if (++nonSpace > MAX_NON_SPACE_TOKENS)
      return {
        line,
        of: 'tokens',
        what: `has a YAML document of more than ${MAX_NON_SPACE_TOKENS} ${NON_SPACE}`,
      }
  }
  if (!budget || nonSpace <= FEW_TOKENS) return undefined
  budget.left -= nonSpace
  if (budget.left >= 0) return undefined
  const what = `has long YAML documents of more than ${MAX_NON_SPACE_TOKENS} ${NON_SPACE} together; this one was not read`
  return { line: 1, of: 'tokens', what }
}
