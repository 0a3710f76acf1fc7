import type { z } from 'zod'
import { McpPqcError } from '../../model/error.ts'
import type { Inventory, InventoryEndpoint } from '../../model/inventory.ts'
import type { Plan, PlanItem } from '../../model/plan.ts'
import { type Budget, JsonExcess, parseBounded } from '../../model/text/boundedJson.ts'
import type { Verification, VerifiedEndpoint } from '../../model/verification.ts'
import { problem } from '../problem.ts'
import { HeldEndpoints } from './heldEndpoints.ts'
import { chunksOf } from './readInput.ts'
import { DocumentSplitter, type Part, type Rest } from './splitDocument.ts'

/** Bytes of a document of this program. */
const MAX_DOCUMENT_FILE = 536_870_912

/** Values of a document that is in memory as a whole: an inventory for a plan, a plan, a verification. */
const MAX_HELD_VALUES = 20_000_000

const wholeBudget = (): Budget => ({ most: MAX_HELD_VALUES, left: MAX_HELD_VALUES })

export type ReadInventory = { head: Omit<Inventory, 'endpoints'>; endpoints: HeldEndpoints }

/**
 * What `scan --output` wrote. `day`: as of `HeldEndpoints`. `isWhole`: all endpoints will be in memory as values.
 *
 * @throws {McpPqcError} as `readParts` does
 */
export const readInventory = async (
  path: string,
  { day, isWhole = false }: { day?: Date; isWhole?: boolean } = {},
): Promise<ReadInventory> => {
  const { Inventory: whole, InventoryEndpoint: part } = await import('../../model/inventory.ts')
  const held = new HeldEndpoints(day)
  const form = { at: ['endpoints'], whole, part, command: 'mcp-pqc scan --output FILE' }
  const take = (endpoint: InventoryEndpoint, { bytes }: Part): void => held.add(endpoint, bytes)
  const { endpoints: _, ...head } = await readParts(path, form, take, isWhole ? wholeBudget() : undefined)
  // Its summary may count endpoints that it does not have.
  if (head.interrupted) head.summary.interrupted = true
  return { head, endpoints: held }
}

/** What `plan --json` printed. @throws {McpPqcError} as `readWhole` does */
export const readPlan = async (path: string): Promise<Plan> => {
  const { Plan: whole, PlanItem: part } = await import('../../model/plan.ts')
  const form = { at: ['waves', 'items'], whole, part, command: 'mcp-pqc plan --json --output FILE' }
  return readWhole<Plan, PlanItem>(path, form, ({ waves }, item, [, wave]) => {
    waves[Number(wave)]?.items.push(item)
  })
}

/** What `verify --json` printed. @throws {McpPqcError} as `readWhole` does */
export const readVerification = async (path: string): Promise<Verification> => {
  const { Verification: whole, VerifiedEndpoint: part } = await import('../../model/verification.ts')
  const form = { at: ['endpoints'], whole, part, command: 'mcp-pqc verify --json --output FILE' }
  return readWhole<Verification, VerifiedEndpoint>(path, form, ({ endpoints }, endpoint) => {
    endpoints.push(endpoint)
  })
}

/** A document of this program. `at`: as of `DocumentSplitter`. `command` writes it. */
type Form<T, P> = { at: readonly string[]; whole: z.ZodType<T>; part: z.ZodType<P>; command: string }

/** `put`: puts a part in its place again. @throws {McpPqcError} as `readParts` does, and DOCUMENT_BROKEN: it ended early */
const readWhole = async <T extends { interrupted?: true | undefined }, P>(
  path: string,
  form: Form<T, P>,
  put: (document: T, part: P, place: Part['place']) => void,
): Promise<T> => {
  const parts: [P, Part['place']][] = []
  const take = (part: P, { place }: Part): void => void parts.push([part, place])
  const document = await readParts(path, form, take, wholeBudget())
  if (document.interrupted)
    throw problem('DOCUMENT_BROKEN by an interruption', { path, command: form.command })
  for (const [part, place] of parts) put(document, part, place)
  return document
}

/**
 * Reads and checks a JSON document of this program part by part. What is returned has no parts: `take` gets them.
 *
 * @throws {McpPqcError} READ_FAILED, FILE_TOO_LARGE, DOCUMENT_BROKEN (not JSON, or truncated), DOCUMENT_VERSION (another schema),
 * or DOCUMENT_INVALID with the place of the first error.
 */
const readParts = async <T, P>(
  path: string,
  { at, whole, part, command }: Form<T, P>,
  take: (part: P, from: Part) => void,
  budget?: Budget,
): Promise<T> => {
  let failure: McpPqcError | undefined
  const splitter = new DocumentSplitter(at, (from) => {
    if (failure) return
    try {
      const parsed = part.safeParse(parse(from.text, (position) => from.line + linesIn(from.text, position)))
      if (parsed.success) take(parsed.data, from)
      else failure = invalid(parsed.error, from.place)
    } catch (error) {
      if (!(error instanceof McpPqcError) || error.code === 'FILE_TOO_LARGE') throw error
      failure = error
    }
  })
  const invalid = ({ issues: [issue] }: z.ZodError, place: Part['place'] = []): McpPqcError =>
    notOfForm([...place, ...(issue?.path ?? [])], String(issue?.message))
  const notOfForm = (place: readonly PropertyKey[], what: string): McpPqcError =>
    problem('DOCUMENT_INVALID', { path, command, place: place.map(String).join('.') || 'the document', what })
  /** The rest of a message of the parser is not shown, because it quotes the file. */
  const parse = (text: string, lineAt: (position: number) => number): unknown => {
    try {
      return parseBounded(text, budget)
    } catch (cause) {
      if (cause instanceof JsonExcess)
        throw problem('FILE_TOO_LARGE by a bound', {
          path: `${path}:${lineAt(cause.position)}`,
          what: `the document ${cause.message}`,
        })
      const position = / at position (\d+)/.exec((cause as Error).message)?.[1]
      const place = position === undefined ? '' : `:${lineAt(Number(position))}`
      throw problem('DOCUMENT_BROKEN', { path, command, place }, cause)
    }
  }
  const { text, lineAt, repeated } = await splitAll(path, splitter)
  const document = parse(text, lineAt)
  checkVersion(document, path, command)
  if (failure) throw failure
  if (repeated !== undefined) throw notOfForm([repeated], 'is there twice')
  for (const { place, items } of arraysAt(document, at)) {
    // Each part left an array.
    const other = items.findIndex((item) => !Array.isArray(item))
    if (other !== -1) throw notOfForm([...place, other], 'Invalid input: expected object')
    items.length = 0
  }
  const { success, data, error } = whole.safeParse(document)
  if (success) return data
  throw invalid(error)
}

const splitAll = async (path: string, splitter: DocumentSplitter): Promise<Rest> => {
  try {
    for await (const chunk of chunksOf(path, MAX_DOCUMENT_FILE)) splitter.push(chunk)
    return splitter.end()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw problem('FILE_TOO_LARGE by a bound', { path, what: error.message }, error)
  }
}

const linesIn = (text: string, position: number): number => text.slice(0, position).split('\n').length - 1

/** The arrays that hold parts. */
const arraysAt = (
  value: unknown,
  [name = '', ...below]: readonly string[],
  place: readonly PropertyKey[] = [],
): { place: readonly PropertyKey[]; items: unknown[] }[] => {
  const items = (value as Record<string, unknown> | null | undefined)?.[name]
  if (!Array.isArray(items)) return []
  const here = [...place, name]
  if (below.length === 0) return [{ place: here, items }]
  return items.flatMap((item, number) => arraysAt(item, below, [...here, number]))
}

const checkVersion = (document: unknown, path: string, command: string): void => {
  const version = (document as { schemaVersion?: unknown } | null)?.schemaVersion
  if (version === undefined || version === SCHEMA_VERSION) return
  const found = VERSION.test(String(version)) ? `schema version ${version}` : 'an unknown schema version'
  throw problem('DOCUMENT_VERSION', { path, command, found, supported: SCHEMA_VERSION })
}

const SCHEMA_VERSION = '1'
/** Only such a version is shown: any other text of the file could be a secret. */
const VERSION = /^\d{1,4}(\.\d{1,4}){0,2}$/
