import type { Endpoint } from '../../model/endpoint.ts'
import { UsageError } from '../../model/error.ts'
import type { Plan, Wave } from '../../model/plan.ts'

/** The wave of a plan that has this number. @throws {UsageError} WAVE_UNKNOWN */
export const waveOf = ({ waves }: Plan, number: number | undefined): Wave => {
  const wave = waves.find((one) => one.wave === number)
  if (wave) return wave
  throw new UsageError(
    'WAVE_UNKNOWN',
    `the plan has no wave ${number}`,
    waves.length === 0 ? 'It has none at all.' : `Its waves are ${waves.map((one) => one.wave).join(', ')}.`,
  )
}

/** @throws {UsageError} TARGET_MISSING where nothing is to be verified. */
export const requireProofs = (count: number, wave: Wave | undefined): void => {
  if (count > 0) return
  if (wave) {
    throw new UsageError(
      'TARGET_MISSING',
      `no item of wave ${wave.wave} is proved by mcp-pqc verify`,
      'Each item of the plan says how it is proved.',
    )
  }
  throw new UsageError(
    'TARGET_MISSING',
    'nothing to verify was named',
    'Name a URL, or a wave of a plan: --plan FILE --wave 1.',
  )
}

/** One that can speak TLS at all. @throws {UsageError} TARGET_INVALID */
export const requireUrl = (text: string, endpoint: Endpoint | undefined): Endpoint => {
  if (endpoint && /^https?:/.test(endpoint.url)) return endpoint
  throw new UsageError(
    'TARGET_INVALID',
    `${text.slice(0, 100)} is not the URL of one endpoint`,
    'Name a URL that begins with https://, or a host.',
  )
}
