import { hash } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { DiscoveryProblem, Endpoint, Source } from '../../model/endpoint.ts'
import type { ProblemCode } from '../../model/error.ts'
import { NEXT_CURSOR, REGISTRY_APIS, REGISTRY_QUERY } from '../../registry/mcp/servers/mcpRegistries.ts'
import { normalizeUrl, shownTarget } from '../endpointUrl.ts'
import { problem } from '../problem.ts'
import { boundedNotes } from '../problemNotes.ts'
import { plainText } from '../secrets/redact.ts'
import { type HttpAnswer, type HttpOptions, RegistryHttp, RegistryProblem } from './http.ts'
import { type RegistryContext, serverEndpoints } from './server.ts'
import { ENDING, MAX_SERVERS, noteProblem, parsed, piecesOf } from './splitter.ts'

/** Limit of endpoints per registry. */
const MAX_ENDPOINTS = 500_000
/** Bytes of a dump that are read. */
const MAX_DUMP = 1_073_741_824

export type RegistryOptions = {
  /** The URL of a registry, or the path of a saved dump. */
  source: string
  note: (problem: DiscoveryProblem) => void
} & HttpOptions

/**
 * The endpoints that a registry lists: remotes, and packages that are started over stdio. No endpoint is contacted.
 * Entries that cannot be read are noted and skipped.
 *
 * @throws {UsageError} REGISTRY_INVALID: not the URL of a registry.
 * @throws {McpPqcError} READ_FAILED: the dump cannot be read.
 */
export async function* discoverRegistry(options: RegistryOptions): AsyncGenerator<Endpoint> {
  const isUrl = /^[a-z][a-z\d+.-]+:\/\//i.test(options.source)
  const url = isUrl ? registryUrl(options.source) : undefined
  const path = url === undefined ? plainText(options.source, 1024) : normalizeUrl(url.href)
  const notes = boundedNotes(path, options.note)
  const source: Source = { kind: 'registry', path }
  const note = notes.note
  const endpoints =
    url === undefined
      ? fromDump(options, { source, isPublic: false, note })
      : fromRegistry(url, options, { source, isPublic: true, note })
  let count = 0
  for await (const endpoint of endpoints) {
    if (++count > MAX_ENDPOINTS) {
      note('TOO_MANY_ENDPOINTS', undefined, `only the first ${MAX_ENDPOINTS} endpoints are listed`)
      break
    }
    yield endpoint
  }
  notes.end()
}

/** @throws {UsageError} REGISTRY_INVALID */
const registryUrl = (text: string): URL => {
  const url = URL.parse(text)
  const shown = shownTarget(text)
  if (url === null || !/^https?:$/.test(url.protocol)) throw problem('REGISTRY_INVALID', { shown })
  if (url.username + url.password !== '') throw problem('REGISTRY_INVALID with credentials', { shown })
  return url
}

async function* fromDump(options: RegistryOptions, context: RegistryContext): AsyncGenerator<Endpoint> {
  const lines = /\.(jsonl|ndjson)$/i.test(options.source)
  let servers = 0
  for await (const piece of piecesOf(readDump(options.source, context), { lines }, options.signal)) {
    if (piece.kind === 'problem') noteProblem(piece.code, piece.line, context)
    if (piece.kind !== 'server') continue
    if (++servers > MAX_SERVERS) {
      context.note('TOO_MANY_SERVERS', piece.line, `only the first ${MAX_SERVERS} servers were read`)
      return
    }
    const entry = parsed(piece.text)
    if (entry === undefined) noteProblem('SYNTAX', piece.line, context)
    else yield* serverEndpoints(entry, piece.line, context)
  }
}

async function* fromRegistry(
  url: URL,
  options: RegistryOptions,
  context: RegistryContext,
): AsyncGenerator<Endpoint> {
  const http = new RegistryHttp(url.origin, options)
  try {
    const found = await findApi(url, http, context)
    if (found) yield* pagesOf(found, http, context, options)
  } catch (error) {
    if (!(error instanceof RegistryProblem)) throw error
    context.note(error.code, undefined, `the registry ${error.message}`)
  } finally {
    await http.close()
  }
}

/** The newest version of the API that answers, or the one that the URL names. */
const findApi = async (
  url: URL,
  http: RegistryHttp,
  context: RegistryContext,
): Promise<Pages | undefined> => {
  const base = url.pathname.replace(/(?<!\/)\/+$/, '')
  const named = REGISTRY_APIS.find(
    ({ path }) => base.endsWith(path) || base.endsWith(path.replace('/servers', '')),
  )
  const root = named ? base.slice(0, base.lastIndexOf(named.path.replace('/servers', ''))) : base
  const answers: string[] = []
  for (const api of named ? [named] : REGISTRY_APIS) {
    const path = (cursor: string | undefined): string => root + api.path + queryOf(url, cursor)
    const first = await http.get(path(undefined))
    const isHtml = /html|xml/i.test(first.contentType)
    if (first.status === 200 && !isHtml) return { path, first }
    first.drop()
    answers.push(`${api.path} with ${isHtml ? 'a web page' : first.status}`)
  }
  context.note(
    'NOT_A_REGISTRY',
    undefined,
    `the server answers ${answers.join(' and ')}, not with a list of servers`,
  )
  return undefined
}

/** The user's parameters, for example a search, are not changed. */
const queryOf = (url: URL, cursor: string | undefined): string => {
  const query = new URLSearchParams(url.search)
  for (const [name, value] of Object.entries(REGISTRY_QUERY)) if (!query.has(name)) query.set(name, value)
  if (cursor !== undefined) query.set('cursor', cursor)
  return `?${query}`
}

/** Bytes per read. */
const CHUNK = 256 * 1024

/** @throws {McpPqcError} READ_FAILED */
async function* readDump(path: string, { note }: RegistryContext): AsyncGenerator<Buffer> {
  let file: FileHandle | undefined
  try {
    // Without O_NONBLOCK, opening a named pipe waits for its writer.
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stat = await file.stat()
    if (!stat.isFile()) throw Object.assign(new Error(), { code: 'not a regular file' })
    // A new buffer each time: the splitter keeps references to the bytes of an incomplete entry.
    yield* file.createReadStream({ highWaterMark: CHUNK, end: MAX_DUMP - 1 })
    if (stat.size > MAX_DUMP) note('TOO_LARGE', undefined, `only the first ${MAX_DUMP >> 20} MiB were read`)
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    throw problem('READ_FAILED', { path, code }, cause)
  } finally {
    await file?.close()
  }
}

/** The path of each page of a registry, and the answer to the first request. */
type Pages = {
  path: (cursor: string | undefined) => string
  first: HttpAnswer
}

const MAX_PAGES = 5000
/** Times `timeoutMs` for all pages together, because the endpoints of other sources wait for them. */
const PATIENCE = 120
/** Consecutive pages without a new server. */
const MAX_STALE = 3
const MAX_CURSOR = 4096

/** Reads page after page. Stops, with a note, if the pages do not end, repeat or break off. */
async function* pagesOf(
  { path, first }: Pages,
  http: RegistryHttp,
  context: RegistryContext,
  { signal, timeoutMs }: RegistryOptions,
): AsyncGenerator<Endpoint> {
  const end = performance.now() + PATIENCE * timeoutMs
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
    if (performance.now() >= end)
      return stop('TIMED_OUT', `took more than ${(PATIENCE * timeoutMs) / 1000} s for ${page} pages`)
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
  const key = hash('sha256', JSON.stringify([name, version]), 'base64')
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
