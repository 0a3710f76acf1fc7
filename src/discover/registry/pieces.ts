import type { RegistryContext } from './server.ts'
import { type Piece, RegistrySplitter, type SplitProblem } from './splitter.ts'

/** Servers that are read from one registry. */
export const MAX_SERVERS = 500_000

/** What the bytes of a page or a dump hold, as they come in. Throws the signal's reason when aborted. */
export async function* piecesOf(
  chunks: AsyncIterable<Buffer>,
  options: { lines: boolean },
  signal: AbortSignal | undefined,
): AsyncGenerator<Piece> {
  const splitter = new RegistrySplitter(options)
  for await (const chunk of chunks) {
    signal?.throwIfAborted()
    yield* splitter.push(chunk)
    if (splitter.over) return
  }
  yield* splitter.end()
}

/** Undefined for what is not valid JSON. */
export const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) ?? undefined
  } catch {
    return undefined
  }
}

/** What leaves the rest of a page unread. */
export const ENDING: readonly SplitProblem[] = ['NOT_JSON', 'TRUNCATED']

const MESSAGES: Readonly<Record<SplitProblem, string>> = {
  NOT_JSON: 'this is not JSON',
  SYNTAX: 'an entry is not valid JSON',
  TRUNCATED: 'it ends in the middle',
  TOO_LARGE: 'an entry is larger than 1 MiB',
  TOO_DEEP: 'an entry is nested too deep',
  BAD_ENTRY: 'an entry is not a server',
}

export const noteProblem = (code: SplitProblem, line: number | undefined, { note }: RegistryContext): void =>
  note(code, line, MESSAGES[code])
