import { isWildcard, urlHost } from '../../registry/net/host.ts'
import { type ConfigValue, valueAt, wordOf } from '../document/value.ts'
import { plainText } from '../plainText.ts'
import type { NoteProblem } from '../problemNotes.ts'
import { interpolate } from '../secrets/interpolate.ts'

/** A published port. `target`: the port of the container. */
export type Published = { host: string; port: string; target: string; line: number }

/** Limit of ports per service. */
const MAX_PORTS = 1000

/** The first TCP ports that a service publishes, in the short and the long syntax of the Compose specification. */
export const publishedPorts = (
  service: ConfigValue,
  name: string,
  limit: number,
  note: NoteProblem,
): Published[] => {
  const most = Math.min(limit, MAX_PORTS)
  const ports = valueAt(service, 'ports')
  if (ports?.kind !== 'list') return []
  const published: Published[] = []
  for (const item of ports.items) {
    published.push(...(item.kind === 'map' ? longSyntax(item, name) : shortSyntax(item, name)))
    if (published.length > most) {
      note('TOO_MANY_ENDPOINTS', item.line, `${plainText(name)}: only the first ${most} ports are listed`)
      break
    }
  }
  return published.slice(0, most)
}

/** `[HOST:][PUBLISHED:]TARGET[/PROTOCOL]`, with ranges of ports. */
const SHORT =
  /^(?:(\[[\da-fA-F:]+\]|\d+(?:\.\d+){3}):)?(?:((?:\d+(?:-\d+)?|\$\{\w+\}|\$\w+))?:)?(\d+(?:-\d+)?)(?:\/(\w+))?$/

const shortSyntax = (item: ConfigValue, name: string): Published[] => {
  const { text } = interpolate(wordOf(item) ?? '', { env: {}, bare: true })
  const [, host, published, target, protocol = 'tcp'] = SHORT.exec(text.trim()) ?? []
  return target === undefined || protocol !== 'tcp' ? [] : pairs(host, published, target, item.line, name)
}

const longSyntax = (item: ConfigValue, name: string): Published[] => {
  const word = (key: string): string | undefined => {
    const written = wordOf(item, key)
    return written === undefined ? undefined : interpolate(written, { env: {}, bare: true }).text
  }
  const target = word('target')
  if (target === undefined || (word('protocol') ?? 'tcp') !== 'tcp') return []
  return pairs(word('host_ip'), word('published'), target, item.line, name)
}

const pairs = (
  host: string | undefined,
  published: string | undefined,
  target: string,
  line: number,
  name: string,
): Published[] => {
  const targets = numbers(target)
  const found = published === undefined ? [] : numbers(published)
  return targets.map((one, at) => ({
    host: hostOf(host),
    // Without a number, the engine chooses a different port each time.
    port: found[at] ?? `{${name}:${one}}`,
    target: one,
    line,
  }))
}

/** `3000-3005`, or one number, or a variable. */
const numbers = (text: string): string[] => {
  const [, first, last] = /^(\d+)-(\d+)$/.exec(text) ?? []
  if (first === undefined) return [text]
  const length = Math.min(Math.max(0, Number(last) - Number(first) + 1), MAX_PORTS)
  return Array.from({ length }, (_, i) => String(Number(first) + i))
}

/** A port on every address is looked for on this machine. */
const hostOf = (host: string | undefined): string => {
  return host === undefined || isWildcard(host) ? 'localhost' : urlHost(host)
}
