import { readFileSync } from 'node:fs'

/** Of the program itself: its streams, event loop, store and files, and the modules that it loads late. */
const RESERVED = 40

/** Sockets of one endpoint at the same time: four of TLS at one address, two of HTTP, and some of further addresses. */
const EACH = 8

/**
 * How many sockets this process may have open. Node.js has raised its limit to the hard one, which only Linux tells without
 * cost; elsewhere a socket too many is one that cannot be opened, and what depends on it is "not tested".
 */
export const maxSockets = (read = readLimits): number => {
  const [, limit] = /^Max open files +\d+ +(\d+) /m.exec(read()) ?? []
  return limit === undefined ? Number.POSITIVE_INFINITY : Math.max(EACH, Number(limit) - RESERVED)
}

/** Endpoints that can be probed at the same time, at most `wanted`. */
export const endpointsAtOnce = (wanted: number, sockets = maxSockets()): number =>
  Math.min(wanted, Math.floor(sockets / EACH))

const readLimits = (): string => {
  try {
    return readFileSync('/proc/self/limits', 'utf8')
  } catch {
    return ''
  }
}
