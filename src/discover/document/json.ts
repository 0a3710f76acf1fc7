import { printParseErrorCode, visit } from 'jsonc-parser'
import {
  type ConfigDocument,
  type ConfigMember,
  type ConfigValue,
  MAX_DEPTH,
  scalarOf,
  tooDeep,
  tooLarge,
} from './value.ts'

/** In one document: each needs about 400 bytes of memory. */
const MAX_VALUES = 1_000_000

/** Reads JSON with comments and trailing commas, and what is intact of broken JSON. */
export const readJson = (text: string): ConfigDocument => {
  const top = { kind: 'list' as const, line: 1, items: [] as ConfigValue[] }
  const open: Open[] = [top]
  let values = 0
  let excess: ConfigDocument | undefined
  const put = (value: ConfigValue): void => {
    if (++values > MAX_VALUES) {
      excess = tooLarge(value.line, `has more than ${MAX_VALUES} values`)
      throw new RangeError('Only this ends the parser.')
    }
    const around = open.at(-1)
    if (around?.kind === 'list') around.items.push(value)
    else if (around) Object.assign(around.members.at(-1) ?? {}, { value })
  }
  const begin = (value: Open): void => {
    put(value)
    if (open.push(value) <= MAX_DEPTH + 1) return
    excess = tooDeep(value.line)
    throw new RangeError('The parser recurses: this ends it.')
  }
  const end = (): void => void open.pop()
  const textEnd = text.trimEnd().length
  let problem: { message: string; line: number } | undefined
  let reachesEnd = false
  /** Of a text without its end. */
  let brokenAt: number | undefined
  try {
    visit(
      text,
      {
        onObjectBegin: (_offset, _length, line) => begin({ kind: 'map', line: line + 1, members: [] }),
        onArrayBegin: (_offset, _length, line) => begin({ kind: 'list', line: line + 1, items: [] }),
        onObjectProperty: (key, _offset, _length, before) => {
          const [around, line] = [open.at(-1), before + 1]
          if (around?.kind === 'map') around.members.push({ key, line, value: { kind: 'broken', line } })
        },
        onLiteralValue: (value, offset, _length, line) =>
          put(offset === brokenAt ? { kind: 'broken', line: line + 1 } : scalarOf(value, line + 1)),
        onObjectEnd: end,
        onArrayEnd: end,
        onError: (error, offset, length, line) => {
          const what = printParseErrorCode(error)
          if (what === 'UnexpectedEndOfString') brokenAt = offset
          problem ??= { line: line + 1, message: `is not valid JSON (${what})` }
          reachesEnd ||= offset + length >= textEnd
        },
      },
      { allowTrailingComma: true, allowEmptyContent: true },
    )
  } catch (error) {
    if (excess) return excess
    throw error
  }
  const code = reachesEnd ? 'TRUNCATED' : 'SYNTAX'
  return { root: top.items[0], problems: problem ? [{ code, ...problem }] : [] }
}

type Open =
  | { kind: 'map'; line: number; members: ConfigMember[] }
  | { kind: 'list'; line: number; items: ConfigValue[] }
