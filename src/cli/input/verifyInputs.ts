import { parseTarget } from '../../discover/targets.ts'
import type { ClientIdentity } from '../../gateway/identity/clientIdentity.ts'
import { isObject, numberText, parseExactly } from '../../mcp/json.ts'
import type { Endpoint } from '../../model/endpoint.ts'
import type { Plan, Wave } from '../../model/plan.ts'
import { problem } from '../problem.ts'
import { readInput } from './readInput.ts'

/** The wave of a plan that has this number. @throws {UsageError} WAVE_UNKNOWN */
export const waveOf = ({ waves }: Plan, number: number | undefined): Wave => {
  const wave = waves.find((one) => one.wave === number)
  if (wave) return wave
  if (waves.length === 0) throw problem('WAVE_UNKNOWN without waves', { number: String(number) })
  throw problem('WAVE_UNKNOWN', { number: String(number), waves: waves.map((one) => one.wave).join(', ') })
}

/** @throws {UsageError} TARGET_MISSING where nothing is to be verified. */
export const requireProofs = (count: number, wave: Wave | undefined): void => {
  if (count > 0) return
  throw wave ? problem('TARGET_MISSING of a wave', { wave: wave.wave }) : problem('TARGET_MISSING')
}

/** One that can speak TLS at all. @throws {UsageError} TARGET_INVALID, and as `parseTarget` does */
export const endpointOf = (text: string): Endpoint => {
  const target = parseTarget(text, { kind: 'argument' })
  if (target.kind === 'endpoint' && /^https?:/.test(target.endpoint.url)) return target.endpoint
  throw problem('TARGET_INVALID', { shown: text.slice(0, 100) })
}

/** The tool to call, with its arguments. @throws {UsageError} ARGUMENTS_INVALID: not a JSON object, or too large a one */
export const readToolCall = (
  name: string | undefined,
  args = '{}',
): { name: string; arguments: Record<string, unknown> } | undefined =>
  name === undefined ? undefined : { name, arguments: jsonObject(args) }

/** With long numbers as the user wrote them: a server in another language can mean 12345678901234567890. */
const jsonObject = (text: string): Record<string, unknown> => {
  try {
    const value = parseExactly(text)
    // A long number alone is an object, too, until it is written.
    if (isObject(value) && numberText(value) === undefined) return value
  } catch (error) {
    if (error instanceof RangeError)
      throw problem('ARGUMENTS_INVALID by its size', { problem: error.message })
  }
  throw problem('ARGUMENTS_INVALID')
}

/**
 * The client certificate of --cert and --key. Unlike `connect`, which runs for long, `verify` reads a key from a pipe
 * too, or from a file that others can read.
 *
 * @throws {UsageError} IDENTITY_INVALID
 * @throws {McpPqcError} READ_FAILED
 */
export const readIdentity = async (
  certPath: string | undefined,
  keyPath: string | undefined,
): Promise<ClientIdentity | undefined> => {
  if (certPath === undefined || keyPath === undefined) return undefined
  const [cert, key] = await Promise.all([readInput(certPath), readInput(keyPath)])
  const { clientIdentity } = await import('../../gateway/identity/clientIdentity.ts')
  return clientIdentity({ cert, key }, certPath, keyPath)
}
