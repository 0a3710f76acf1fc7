import { AZURE_COMMAND, HOSTILE_TEXT } from '../../registry/hostileText.ts'

/** JSON.stringify escapes C0 controls and lone surrogates itself; without them the search is three times as fast. */
const RAW = new RegExp(`[${HOSTILE_TEXT.source}--[\\u0000-\\u001f\\p{Cs}]]`, 'gv')

/**
 * A value as an indented JSON document with a line feed at its end. Text in it keeps every character: those that
 * would move a terminal, or begin a command of Azure Pipelines, are written as \u escapes (RFC 8259 §7).
 */
export const jsonText = (value: unknown): string => {
  const text = JSON.stringify(value, undefined, 2).replace(RAW, escaped)
  return `${text.includes('##') ? text.replace(AZURE_COMMAND, escaped) : text}\n`
}

/** One \u escape for each UTF-16 code unit. */
const escaped = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('')

/**
 * A document in the same form, member by member, and the elements of its lists one by one. A member may be an
 * AsyncIterable, and a later one need not be complete before it has been read. `levels`: of objects and lists that are
 * written in pieces; what is in them is written at once.
 *
 * At the signal, or with an error of a list, the lists end, the other members follow, and `"interrupted": true` is the
 * last: the document is valid.
 *
 * @throws {DocumentEnded} after that last piece
 */
export async function* jsonPieces(
  document: object,
  { signal, levels = 2 }: { signal?: AbortSignal | undefined; levels?: number } = {},
): AsyncGenerator<string> {
  const ending = new Ending(signal)
  yield* membersOf(document, { ending, indent: '', levels })
  if (ending.happened && !(document as { interrupted?: true }).interrupted) yield ',\n  "interrupted": true'
  yield '\n}\n'
  ending.throwIfHappened()
}

/** Why a command fails although its document was printed: no error may follow it there. `cause`: why it ended early, or another failure. */
export class DocumentEnded extends Error {}

/** Notes that a list of a document ended early, instead of throwing: the document can be closed. */
export class Ending {
  readonly #signal: AbortSignal | undefined
  #why: { cause: unknown } | undefined

  constructor(signal?: AbortSignal) {
    this.#signal = signal
  }

  get happened(): boolean {
    return this.#why !== undefined
  }

  /** The same items, until the signal or the first error. */
  async *of<T>(items: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T> {
    if (this.happened) return
    try {
      for await (const item of items) {
        this.#signal?.throwIfAborted()
        yield item
        if (this.happened) return
      }
    } catch (cause) {
      this.#why ??= { cause }
    }
  }

  throwIfHappened(): void {
    if (this.#why) throw new DocumentEnded('the document ends early', this.#why)
  }
}

type Place = { ending: Ending; indent: string; levels: number }

/** Without the bracket at the end. */
async function* membersOf(value: object, place: Place): AsyncGenerator<string> {
  const inside = inner(place)
  let separator = '{'
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue
    yield `${separator}\n${inside.indent}${JSON.stringify(name)}: `
    yield* piecesOf(member, inside)
    separator = ','
  }
}

async function* piecesOf(value: unknown, place: Place): AsyncGenerator<string> {
  const { ending, indent, levels } = place
  if (isList(value) && (levels > 0 || !Array.isArray(value))) {
    const inside = inner(place)
    let separator = '['
    for await (const element of ending.of(value)) {
      yield `${separator}\n${inside.indent}`
      yield* piecesOf(element, inside)
      separator = ','
    }
    yield separator === '[' ? '[]' : `\n${indent}]`
  } else if (levels > 0 && isObject(value)) {
    yield* membersOf(value, place)
    yield `\n${indent}}`
  } else yield indented(value, indent)
}

const inner = ({ ending, indent, levels }: Place): Place => ({
  ending,
  indent: `${indent}  `,
  levels: levels - 1,
})

const isList = (value: unknown): value is unknown[] | AsyncIterable<unknown> =>
  Array.isArray(value) || (typeof value === 'object' && value !== null && Symbol.asyncIterator in value)

/** One that has members. */
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && Object.values(value).some((member) => member !== undefined)

/** Line feeds within text are escaped: each that is left begins a line of the document. */
const indented = (value: unknown, indent: string): string =>
  jsonText(value).trimEnd().replaceAll('\n', `\n${indent}`)
