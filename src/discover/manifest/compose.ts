import type { Endpoint } from '../../model/endpoint.ts'
import { TRAEFIK, VIRTUAL_HOST } from '../../registry/mcp/servers/manifests.ts'
import { isWildcard, portOf, urlHost } from '../../registry/net/host.ts'
import {
  type ConfigValue,
  itemsOf,
  membersOf,
  type Pair,
  pairsOf,
  valueAt,
  wordOf,
} from '../document/value.ts'
import type { NoteProblem } from '../problemNotes.ts'
import { interpolate } from '../secrets/interpolate.ts'
import { plainText } from '../secrets/redact.ts'
import { hostEndpoint, type ManifestHost, type ManifestPlace, urlInManifest } from './host.ts'

/** Limit of published ports per file. */
const MAX_PUBLISHED = 20_000

/**
 * The endpoints in a compose file, undefined for each that cannot be read: published ports, hosts in labels
 * of Traefik and in variables of nginx-proxy, and URLs of MCP servers in the environment of services.
 */
export function* composeEndpoints(root: ConfigValue, place: ManifestPlace): Generator<Endpoint | undefined> {
  let left = MAX_PUBLISHED
  const services = membersOf(root, 'services').map(({ key: name, value }): Service => {
    const ports = publishedPorts(value, name, left, place.note)
    left -= ports.length
    return { name, value, ports }
  })
  const byName = new Map(services.toReversed().map((service) => [service.name.toLowerCase(), service]))
  noteOtherFiles(root, services, place.note)
  for (const service of services) {
    const here = { ...place, source: { ...place.source, name: plainText(service.name) } }
    for (const { host, port, line } of service.ports)
      yield hostEndpoint({ scheme: 'https', host, port, line }, here)
    for (const host of traefikHosts(labelsOf(service.value), place.note)) yield hostEndpoint(host, here)
    const environment = entriesOf(service.value, 'environment')
    yield* virtualHosts(environment, here)
    yield* mcpUrls(environment, byName, here)
  }
}

type Service = { name: string; value: ConfigValue; ports: readonly Published[] }

/** Other files that a compose file names are not read: a stranger's file would choose them. */
const noteOtherFiles = (root: ConfigValue, services: readonly Service[], note: NoteProblem): void => {
  const named = [
    { key: 'include', value: valueAt(root, 'include') },
    ...services.flatMap(({ value }) => [
      { key: 'extends', value: valueAt(value, 'extends', 'file') },
      { key: 'env_file', value: valueAt(value, 'env_file') },
      { key: 'label_file', value: valueAt(value, 'label_file') },
    ]),
  ]
  for (const { key, value } of named)
    if (value) note('OTHER_FILE', value.line, `the files that ${key} names were not read`)
}

/** A map, or a list of `KEY=value`. */
const entriesOf = (service: ConfigValue, ...keys: readonly string[]): Pair[] => [
  ...pairsOf(service, ...keys),
  ...itemsOf(service, ...keys).flatMap((item) => {
    const [, key, value] = /^([^=]+)=(.*)$/s.exec(wordOf(item) ?? '') ?? []
    return key === undefined || value === undefined ? [] : [{ key, value, line: item.line }]
  }),
]

const labelsOf = (service: ConfigValue): Pair[] => [
  ...entriesOf(service, 'labels'),
  ...entriesOf(service, 'deploy', 'labels'),
]

function* virtualHosts(environment: readonly Pair[], place: ManifestPlace): Generator<Endpoint | undefined> {
  const path = environment.find(({ key }) => key === VIRTUAL_HOST.path)?.value
  const seen = new Set<string>()
  for (const { key, value, line } of environment) {
    if (!(VIRTUAL_HOST.hosts as readonly string[]).includes(key)) continue
    for (const host of value.split(',').map((one) => one.trim())) {
      if (host === '' || seen.has(host)) continue
      seen.add(host)
      // A host that begins with ~ is a regular expression.
      const isPattern = host.startsWith('~')
      yield hostEndpoint({ scheme: 'https', host: isPattern ? undefined : host, path, line }, place)
    }
  }
}

/** Values may be lists or JSON: every URL counts, if the name of its variable or the URL itself mentions MCP. */
function* mcpUrls(
  environment: readonly Pair[],
  services: ReadonlyMap<string, Service>,
  place: ManifestPlace,
): Generator<Endpoint | undefined> {
  for (const { key, value, line } of environment) {
    if (value.length > MAX_VALUE) {
      const what = `only the first ${MAX_VALUE} characters of ${plainText(key)} were read`
      place.note('TOO_LARGE', line, what)
    }
    for (const [url] of value.slice(0, MAX_VALUE).matchAll(URLS)) {
      if (!MCP.test(key) && !MCP.test(url)) continue
      yield internal(url, services, line, place) ?? urlInManifest(url, line, place)
    }
  }
}

const MAX_VALUE = 65_536
const URLS = /(?:https?|wss?|\$\{[^{}]*\}):\/\/(?:\$\{[^{}]*\}|[^\s"'`,;<>\\])+/gi
const MCP = /mcp|(?<![a-z])sse(?![a-z])/i

/** A name in the network of the compose file: reachable only through a published port. */
const internal = (
  text: string,
  services: ReadonlyMap<string, Service>,
  line: number,
  place: ManifestPlace,
): Endpoint | undefined => {
  const url = URL.parse(text)
  const service = services.get(url?.hostname ?? '')
  if (url === null || service === undefined) return undefined
  const scheme = url.protocol.slice(0, -1)
  const port = String(portOf(url))
  const published = service.ports.find(({ target }) => target === port)
  const path = url.pathname + url.search
  const { host, port: at } = published ?? { host: `{${service.name}}`, port }
  return hostEndpoint({ scheme, host, port: at, path, line }, place)
}

/** A published port. `target`: the port of the container. */
type Published = { host: string; port: string; target: string; line: number }

/** Limit of ports per service. */
const MAX_PORTS = 1000

/** The first TCP ports that a service publishes, in the short and the long syntax of the Compose specification. */
const publishedPorts = (
  service: ConfigValue,
  name: string,
  limit: number,
  note: NoteProblem,
): Published[] => {
  const most = Math.min(limit, MAX_PORTS)
  const published: Published[] = []
  for (const item of itemsOf(service, 'ports')) {
    published.push(...portsOf(item, name))
    if (published.length > most) {
      note('TOO_MANY_ENDPOINTS', item.line, `${plainText(name)}: only the first ${most} ports are listed`)
      break
    }
  }
  return published.slice(0, most)
}

/** The short syntax, `[HOST:][PUBLISHED:]TARGET[/PROTOCOL]`, with ranges of ports. */
const SHORT =
  /^(?:(\[[\da-fA-F:]+\]|\d+(?:\.\d+){3}):)?(?:((?:\d+(?:-\d+)?|\$\{\w+\}|\$\w+))?:)?(\d+(?:-\d+)?)(?:\/(\w+))?$/

const portsOf = (item: ConfigValue, name: string): Published[] => {
  const word = (...keys: string[]): string | undefined => {
    const written = wordOf(item, ...keys)
    return written === undefined ? undefined : interpolate(written, { env: {}, bare: true }).text
  }
  const [, ...short] = item.kind === 'map' ? [] : (SHORT.exec(word()?.trim() ?? '') ?? [])
  const long = ['host_ip', 'published', 'target', 'protocol'].map((key) => word(key))
  const [host, published, target, protocol = 'tcp'] = item.kind === 'map' ? long : short
  if (target === undefined || protocol.toLowerCase() !== 'tcp') return []
  const found = published === undefined ? [] : numbers(published)
  return numbers(target).map((one, at) => ({
    // A port on every address is looked for on this machine.
    host: host === undefined || isWildcard(host) ? 'localhost' : urlHost(host),
    // Without a number, the engine chooses a different port each time.
    port: found[at] ?? `{${name}:${one}}`,
    target: one,
    line: item.line,
  }))
}

/** `3000-3005`, or one number, or a variable. */
const numbers = (text: string): string[] => {
  const [, first, last] = /^(\d+)-(\d+)$/.exec(text) ?? []
  if (first === undefined) return [text]
  const length = Math.min(Math.max(0, Number(last) - Number(first) + 1), MAX_PORTS)
  return Array.from({ length }, (_, i) => String(Number(first) + i))
}

function* traefikHosts(labels: readonly Pair[], note: NoteProblem): Generator<ManifestHost> {
  if (labels.some(({ key, value }) => key.toLowerCase() === 'traefik.enable' && value === 'false')) return
  const routers = new Map<string, Router>()
  for (const { key, value, line } of labels) {
    const [, name, what] = TRAEFIK.router.exec(key) ?? []
    if (name === undefined || what === undefined) continue
    const router = routers.get(name) ?? { rule: '', line, isSecure: false, entryPoints: [] }
    routers.set(name, router)
    const property = what.toLowerCase()
    if (property === 'rule') {
      Object.assign(router, { rule: value.slice(0, MAX_RULE), line })
      if (value.length > MAX_RULE)
        note('TOO_LARGE', line, `only the first ${MAX_RULE} characters of a rule were read`)
    } else if (property === 'entrypoints') router.entryPoints = value.split(',').map((one) => one.trim())
    else router.isSecure ||= value !== 'false'
  }
  for (const router of routers.values()) {
    const scheme = schemeOf(router)
    for (const host of hostsOf(router.rule))
      for (const path of pathsOf(router.rule)) yield { scheme, host, path, line: router.line }
  }
}

type Router = { rule: string; line: number; isSecure: boolean; entryPoints: string[] }

/** HTTPS unless an entry point is known to be plain HTTP: entry points can have TLS themselves. */
const schemeOf = ({ isSecure, entryPoints }: Router): string => {
  const has = (names: readonly string[]): boolean => entryPoints.some((one) => names.includes(one))
  return !isSecure && has(TRAEFIK.plainEntryPoints) && !has(TRAEFIK.secureEntryPoints) ? 'http' : 'https'
}

/** Undefined for a host that is matched by a regular expression. */
const hostsOf = (rule: string): (string | undefined)[] => [
  ...new Set(
    [...rule.matchAll(/(!?)\b(Host|HostSNI|HostHeader|HostRegexp)\(([^)]*)\)/g)].flatMap(
      ([, not, matcher, names = '']) => {
        if (not !== '') return []
        return matcher === 'HostRegexp' ? [undefined] : quoted(names)
      },
    ),
  ),
]

const pathsOf = (rule: string): string[] => {
  const paths = [...rule.matchAll(/(!?)\b(?:PathPrefix|Path)\(([^)]*)\)/g)].flatMap(([, not, names = '']) =>
    not === '' ? quoted(names) : [],
  )
  return paths.length > 0 ? [...new Set(paths)] : ['/']
}

const MAX_RULE = 4096

const quoted = (names: string): string[] =>
  [...names.matchAll(/[`"]([^`"]+)[`"]/g)].flatMap(([, name]) => name ?? [])
