import { isObject, numberText, type Params } from './message.ts'
import { fieldValue } from './messageFields.ts'

/** An argument of a tool that a header field has to repeat: where it stands, and under which name. */
type Mirrored = { path: readonly string[]; name: string }

/**
 * Revision 2026-07-28, `x-mcp-header`: what the tool lists that pass by say about arguments that belong into header
 * fields too. A tool whose list has not passed by is called without them, and the server may refuse that.
 */
export class ToolFields {
  readonly #tools = new Map<string, readonly Mirrored[]>()

  /** Reads the result of a `tools/list`. */
  learn(result: unknown): void {
    if (!isObject(result) || !Array.isArray(result['tools'])) return
    for (const tool of result['tools'] as unknown[]) {
      if (!isObject(tool) || typeof tool['name'] !== 'string') continue
      const mirrored = [...mirroredIn(tool['inputSchema'], [])]
      if (mirrored.length === 0) this.#tools.delete(tool['name'])
      else if (this.#tools.size < MAX_TOOLS) this.#tools.set(tool['name'], mirrored)
    }
  }

  /** The fields for the `params` of a `tools/call`. */
  fieldsFor({ name, arguments: args }: Params): Record<string, string> {
    const mirrored = typeof name === 'string' ? (this.#tools.get(name) ?? []) : []
    return Object.fromEntries(
      mirrored.flatMap(({ path, name }) => {
        const value = primitive(
          path.reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), args),
        )
        return value === undefined ? [] : [[`mcp-param-${name.toLowerCase()}`, fieldValue(value)]]
      }),
    )
  }
}

/** Tools with such arguments that are remembered. */
const MAX_TOOLS = 10_000
const MAX_DEPTH = 32

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

/** An absent argument has no field; nor has one that is no primitive. */
const primitive = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value
  return typeof value === 'boolean' ? String(value) : numberText(value)
}
