import type { Endpoint } from '../../model/endpoint.ts'
import type { ProblemCode } from '../../model/error.ts'
import { NEXT_CURSOR } from '../../registry/mcp/mcpRegistries.ts'
import { type HttpAnswer, type RegistryHttp, RegistryProblem } from './http.ts'
import { type RegistryContext, serverEndpoints } from './server.ts'
import { ENDING, MAX_SERVERS, noteProblem, parsed, piecesOf } from './splitter.ts'

/** The path of each page of a registry, and the answer to the first request. */
export type Pages = {
  path: (cursor: string | undefined) => string
  first: HttpAnswer
}

const MAX_PAGES = 5000
/** Consecutive pages without a new server. */
const MAX_STALE = 3
const MAX_CURSOR = 4096

/** Reads page after page. Stops, with a note, if the pages do not end, repeat or break off. */
export async function* pagesOf(
  { path, first }: Pages,
  http: RegistryHttp,
  context: RegistryContext,
  signal: AbortSignal | undefined,
): AsyncGenerator<Endpoint> {
  const here = { ...context, isPublic: !http.isLocal, isLocal: http.isLocal }
  const known = new Set<string>()
  const cursors = new Set<string>()
  const stop = (code: ProblemCode, what: string): void => here.note(code, undefined, `the registry ${what}`)
  let answer = first
  let stale = 0
  for (let page = 1; ; page++) {
    if (answer.status !== 200) {
      answer.drop()
      return stop('HTTP_STATUS', `answers ${answer.status} for page ${page}`)
    }
    const before = known.size
    const seen: { page?: unknown; isBroken: boolean } = { isBroken: false }
    try {
      for await (const piece of piecesOf(answer.body, { lines: false }, signal)) {
        if (piece.kind === 'page') seen.page = parsed(piece.text)
        else if (piece.kind === 'problem') {
          noteProblem(piece.code, undefined, here)
          seen.isBroken ||= ENDING.includes(piece.code)
        } else yield* listed(piece.text, known, here)
      }
    } catch (error) {
      if (!(error instanceof RegistryProblem)) throw error
      return stop(error.code, `${error.message} (page ${page})`)
    }
    if (seen.isBroken) return
    if (seen.page === undefined) return stop('NOT_A_REGISTRY', 'answers JSON that is not a page of servers')
    const cursor = nextCursor(seen.page)
    if (cursor === undefined) return
    stale = known.size > before ? 0 : stale + 1
    if (typeof cursor !== 'string' || cursor.length > MAX_CURSOR)
      return stop('INVALID_CURSOR', 'sent an invalid cursor for its next page')
    if (cursors.has(cursor))
      return stop('PAGING_LOOP', `sent the cursor of an earlier page again (page ${page})`)
    if (stale >= MAX_STALE)
      return stop('PAGING_LOOP', `sent ${MAX_STALE} pages in a row without a new server`)
    if (page >= MAX_PAGES) return stop('TOO_MANY_PAGES', `has more than ${MAX_PAGES} pages`)
    if (known.size >= MAX_SERVERS) return stop('TOO_MANY_SERVERS', `lists more than ${MAX_SERVERS} servers`)
    cursors.add(cursor)
    answer = await http.get(path(cursor))
  }
}

function* listed(text: string, known: Set<string>, context: RegistryContext): Generator<Endpoint> {
  const entry = parsed(text)
  if (entry === undefined) return noteProblem('SYNTAX', undefined, context)
  const server = (entry as { server?: unknown }).server ?? entry
  const { name, version } = server as { name?: unknown; version?: unknown }
  const key = `${String(name).slice(0, 256)}@${String(version).slice(0, 64)}`
  if (known.has(key) || known.size >= MAX_SERVERS) return
  known.add(key)
  yield* serverEndpoints(entry, undefined, context)
}

/** Undefined on the last page. Anything but a text is an error of the registry. */
const nextCursor = (page: unknown): unknown => {
  const metadata: unknown = (page as { metadata?: unknown }).metadata
  if (typeof metadata !== 'object' || metadata === null) return undefined
  const cursor = NEXT_CURSOR.map((name) => (metadata as Record<string, unknown>)[name]).find(
    (one) => one !== undefined,
  )
  return cursor === null || cursor === '' ? undefined : cursor
}
