import { Flags } from '@oclif/core'
import { UsageError } from '../model/error.ts'
import { DEFAULT_PORTS } from '../registry/ports.ts'

const positive =
  (name: string) =>
  async (text: string): Promise<number> => {
    const number = Number(text)
    if (text.trim() !== '' && Number.isFinite(number) && number > 0) return number
    throw new UsageError(
      'INVALID_NUMBER',
      `--${name} ${text} is not a number above zero`,
      `Write it as --${name} 5.`,
    )
  }

const number = Flags.custom<number>({})

/** Where endpoints come from: `scan` and `discover` share them. */
export const sourceFlags = {
  file: Flags.string({
    char: 'f',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FILE',
    helpGroup: 'SOURCE',
    description: 'read targets from a file, one a line (# begins a comment)',
  }),
  port: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'PORT',
    helpGroup: 'SOURCE',
    description: `port of ranges, may be repeated [default: ${DEFAULT_PORTS.map(({ port }) => port).join(', ')}]`,
  }),
  lab: Flags.boolean({
    helpGroup: 'SOURCE',
    description: 'start the demonstration fleet on loopback and scan it',
  }),
  authorized: Flags.boolean({
    helpGroup: 'SOURCE',
    description: 'I may scan these public networks (needed for more than 16 public addresses)',
  }),
}

/** How it is probed. */
export const probeFlags = {
  profile: Flags.option({
    options: ['full', 'quick'] as const,
    default: 'full' as const,
    helpGroup: 'PROBE',
    description: 'quick: at most five connections an address, for the facts that rank it',
  })(),
  sni: Flags.string({
    helpValue: 'NAME',
    helpGroup: 'PROBE',
    description: 'server name to ask for instead of the host',
  }),
  ca: Flags.string({
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'FILE',
    helpGroup: 'PROBE',
    description: 'PEM certificates to trust beside the system’s',
  }),
  timeout: number({
    default: 5,
    parse: positive('timeout'),
    helpValue: 'SECONDS',
    helpGroup: 'PROBE',
    description: 'for a connection, and again for each answer',
  }),
  concurrency: number({
    default: 64,
    parse: positive('concurrency'),
    helpValue: 'N',
    helpGroup: 'PROBE',
    description: 'endpoints at the same time',
  }),
  'per-host': number({
    default: 4,
    parse: positive('per-host'),
    helpValue: 'N',
    helpGroup: 'PROBE',
    description: 'connections at the same time to one address',
  }),
  rate: number({
    parse: positive('rate'),
    helpValue: 'N',
    helpGroup: 'PROBE',
    description: 'new connections a second in all [default: no limit]',
  }),
}

/** The numbers of --port. @throws {UsageError} INVALID_PORT */
export const parsePorts = (texts: readonly string[] | undefined): number[] => {
  if (!texts) return DEFAULT_PORTS.map(({ port }) => port)
  return texts
    .flatMap((text) => text.split(','))
    .map((text) => {
      const port = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0
      if (port >= 1 && port <= 65535) return port
      throw new UsageError(
        'INVALID_PORT',
        `--port ${text} is not a port`,
        'Write numbers from 1 to 65535: --port 443,8443.',
      )
    })
}
