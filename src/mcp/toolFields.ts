import { PARAMETER_HEADER } from '../registry/mcp/mcpRevisions.ts'
import { encodeFieldValue } from './fields.ts'
import { isObject, type JsonObject, numberText } from './json.ts'

/** An argument of a tool that a header field has to repeat: its place in the arguments, and its name in the field. */
type Mirrored = { path: readonly string[]; name: string }

/** Of all tools together: a server may list tools without end. */
const MAX_MIRRORED = 10_000
const MAX_DEPTH = 32

/** Characters of the name of a tool, and of the path of an argument with the name of its field. */
const MAX_TEXT = 1_024

/**
 * Revision 2026-07-28, `x-mcp-header`: the arguments that tool lists want repeated in header fields. A tool whose list
 * was not seen is called without them, and its server may refuse that.
 */
export class ToolFields {
  readonly #tools = new Map<string, readonly Mirrored[]>()
  #count = 0

  learn(result: unknown): void {
    if (!isObject(result) || !Array.isArray(result['tools'])) return
    for (const tool of result['tools'] as unknown[])
      if (isObject(tool) && typeof tool['name'] === 'string') this.#replace(tool['name'], tool['inputSchema'])
  }

  #replace(name: string, schema: unknown): void {
    this.#count -= this.#tools.get(name)?.length ?? 0
    this.#tools.delete(name)
    const mirrored = [...mirroredIn(schema, [])]
    const fits = name.length <= MAX_TEXT && this.#count + mirrored.length <= MAX_MIRRORED
    if (mirrored.length === 0 || !fits || mirrored.some(isTooLong)) return
    this.#tools.set(name, mirrored)
    this.#count += mirrored.length
  }

  fieldsFor({ name, arguments: args }: JsonObject): Record<string, string> {
    const fields: Record<string, string> = {}
    for (const { path, name: field } of this.#tools.get(name as string) ?? []) {
      const value = primitive(
        path.reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), args),
      )
      if (value !== undefined) fields[PARAMETER_HEADER + field.toLowerCase()] = encodeFieldValue(value)
    }
    return fields
  }
}

const isTooLong = ({ path, name }: Mirrored): boolean =>
  path.reduce((length, key) => length + key.length, name.length) > MAX_TEXT

/** Only what is reached through `properties` counts (the same page, "Schema Extension"). */
function* mirroredIn(schema: unknown, path: readonly string[]): Generator<Mirrored> {
  if (!isObject(schema) || path.length > MAX_DEPTH) return
  const name = schema['x-mcp-header']
  if (path.length > 0 && typeof name === 'string' && TOKEN.test(name)) yield { path, name }
  const { properties } = schema
  if (!isObject(properties)) return
  for (const [key, child] of Object.entries(properties)) yield* mirroredIn(child, [...path, key])
}

/** RFC 9110 §5.6.2. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/

/** An absent argument has no field, and neither has an array or object. */
const primitive = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value
  return typeof value === 'boolean' ? String(value) : numberText(value)
}
