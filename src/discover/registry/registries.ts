import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import type { DiscoveryProblem, Endpoint, Source } from '../../model/endpoint.ts'
import { McpPqcError, UsageError } from '../../model/error.ts'
import { REGISTRY_APIS, REGISTRY_QUERY } from '../../registry/mcp/mcpRegistries.ts'
import { normalizeUrl, shownTarget } from '../endpointUrl.ts'
import { plainText } from '../plainText.ts'
import { boundedNotes } from '../problemNotes.ts'
import { type HttpOptions, RegistryHttp, RegistryProblem } from './http.ts'
import { type Pages, pagesOf } from './pages.ts'
import { type RegistryContext, serverEndpoints } from './server.ts'
import { MAX_SERVERS, noteProblem, parsed, piecesOf } from './splitter.ts'

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
  const invalid = (what: string, hint: string): UsageError =>
    new UsageError('REGISTRY_INVALID', `invalid registry "${shownTarget(text)}": ${what}`, hint)
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw invalid(
      'not an http:// or https:// URL',
      'Write it as https://registry.example.com, or name a file.',
    )
  if (url.username !== '' || url.password !== '')
    throw invalid(
      'contains credentials',
      'Remove them: none are sent. Download a dump with another client instead.',
    )
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
    if (found) yield* pagesOf(found, http, context, options.signal)
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
    if (!(await file.stat()).isFile()) throw Object.assign(new Error(), { code: 'not a regular file' })
    for (let total = 0; ; ) {
      // A new buffer each time: the splitter keeps references to the bytes of an incomplete entry.
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK)
      if (bytesRead === 0) return
      total += bytesRead
      if (total > MAX_DUMP)
        return note('TOO_LARGE', undefined, `only the first ${MAX_DUMP >> 20} MiB were read`)
      yield buffer.subarray(0, bytesRead)
    }
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException
    throw new McpPqcError(
      'READ_FAILED',
      `${path} cannot be read (${code})`,
      'Name a saved dump of a registry, or its URL with https:// before it.',
      { cause },
    )
  } finally {
    await file?.close()
  }
}
