import { UsageError } from '../../model/error.ts'
import { DEFAULT_PORTS } from '../../registry/net/ports.ts'

/** The numbers of --port, each once. @throws {UsageError} PORT_INVALID */
export const parsePorts = (texts: readonly string[] | undefined): number[] => {
  if (!texts) return DEFAULT_PORTS.map(({ port }) => port)
  return [...new Set(texts.flatMap((text) => text.split(',').map((one) => parsePort(one.trim(), text))))]
}

const parsePort = (one: string, text: string): number => {
  const port = /^\d{1,5}$/.test(one) ? Number(one) : 0
  if (port >= 1 && port <= 65535) return port
  throw new UsageError(
    'PORT_INVALID',
    `--port ${text} is not a port`,
    'Write numbers from 1 to 65535: --port 443,8443.',
  )
}
