import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import type { Inventory, InventoryEndpoint } from '../../model/inventory.ts'
import type { Plan } from '../../model/plan.ts'
import { parseBounded } from '../../model/text/boundedJson.ts'
import type { Verification } from '../../model/verification.ts'
import { problem } from '../problem.ts'
import { MAX_DOCUMENT_FILE, readBytes, readInput } from './readInput.ts'
import { splitInventory } from './splitInventory.ts'

/** What `scan --output` wrote. @throws {McpPqcError} as `readDocument` does */
export const readInventory = async (path: string): Promise<Inventory> => {
  const schemas = await import('../../model/inventory.ts')
  const bytes = await readBytes(path, MAX_DOCUMENT_FILE)
  const inventory =
    inParts(bytes, schemas) ??
    checked(path, bytes.toString('utf8'), schemas.Inventory, 'mcp-pqc scan --output FILE')
  // Its summary may count endpoints that it does not have.
  if (inventory.interrupted) inventory.summary.interrupted = true
  return inventory
}

/** Parses endpoint by endpoint. Undefined where anything is wrong: `checked` then reads the whole document and says what. */
const inParts = (bytes: Buffer, schemas: Schemas): Inventory | undefined => {
  const endpoints: InventoryEndpoint[] = []
  try {
    const rest = parseBounded(
      splitInventory(bytes, (text) => endpoints.push(schemas.InventoryEndpoint.parse(parseBounded(text)))),
    ) as Record<string, unknown>
    const isComplete = isDeepStrictEqual(
      rest['endpoints'],
      endpoints.map(() => 0),
    )
    return isComplete ? { ...schemas.Inventory.parse({ ...rest, endpoints: [] }), endpoints } : undefined
  } catch {
    return undefined
  }
}

type Schemas = typeof import('../../model/inventory.ts')

/** What `plan --json` printed. @throws {McpPqcError} as `readDocument` does */
export const readPlan = async (path: string): Promise<Plan> => {
  const { Plan: schema } = await import('../../model/plan.ts')
  return readDocument(path, schema, 'mcp-pqc plan --json --output FILE')
}

/** What `verify --json` printed. @throws {McpPqcError} as `readDocument` does */
export const readVerification = async (path: string): Promise<Verification> => {
  const { Verification: schema } = await import('../../model/verification.ts')
  return readDocument(path, schema, 'mcp-pqc verify --json --output FILE')
}

/**
 * Reads and checks a JSON document of this program.
 *
 * @throws {McpPqcError} READ_FAILED, FILE_TOO_LARGE, DOCUMENT_BROKEN (not JSON, truncated, or ended early), DOCUMENT_VERSION (another
 * schema), or DOCUMENT_INVALID with the place of the first error.
 */
const readDocument = async <T extends { interrupted?: true | undefined }>(
  path: string,
  schema: z.ZodType<T>,
  command: string,
): Promise<T> => {
  const document = checked(path, await readInput(path, MAX_DOCUMENT_FILE), schema, command)
  if (!document.interrupted) return document
  throw problem('DOCUMENT_BROKEN by an interruption', { path, command })
}

const checked = <T>(path: string, text: string, schema: z.ZodType<T>, command: string): T => {
  const value = parse(path, text, command)
  const version = (value as { schemaVersion?: unknown } | null)?.schemaVersion
  if (version !== undefined && version !== SCHEMA_VERSION) {
    const found = VERSION.test(String(version)) ? `schema version ${version}` : 'an unknown schema version'
    throw problem('DOCUMENT_VERSION', { path, command, found, supported: SCHEMA_VERSION })
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const place = issue?.path.map(String).join('.') || 'the document'
  throw problem('DOCUMENT_INVALID', { path, command, place, what: String(issue?.message) })
}

const SCHEMA_VERSION = '1'
/** Only such a version is shown: any other text of the file could be a secret. */
const VERSION = /^\d{1,4}(\.\d{1,4}){0,2}$/

/** `:LINE`, if the parser names a position. The rest of its message is not shown, because it quotes the file. */
const placeIn = (text: string, { message }: Error): string => {
  const at = / at position (\d+)/.exec(message)?.[1]
  return at === undefined ? '' : `:${text.slice(0, Number(at)).split('\n').length}`
}

const parse = (path: string, text: string, command: string): unknown => {
  try {
    return parseBounded(text)
  } catch (cause) {
    throw problem('DOCUMENT_BROKEN', { path, command, place: placeIn(text, cause as Error) }, cause)
  }
}
