import type { Endpoint } from '../../model/endpoint.ts'
import { KUBERNETES_KINDS, LISTENER_SCHEMES } from '../../registry/mcp/servers/manifests.ts'
import { urlHost } from '../../registry/net/host.ts'
import { type ConfigValue, itemsOf, memberOf, textOf, valueAt, wordOf } from '../document/value.ts'
import { plainText } from '../secrets/redact.ts'
import { hostEndpoint, type ManifestHost, type ManifestPlace } from './host.ts'

/**
 * The hosts of Ingress, Gateway and HTTPRoute objects, including those in lists. `end` yields the endpoints that depend on
 * several objects. Undefined: an endpoint that cannot be read.
 */
export const kubernetesReader = (place: ManifestPlace) => {
  const gateways: KubernetesObject[] = []
  const routes: KubernetesObject[] = []
  return {
    *read(root: ConfigValue): Generator<Endpoint | undefined> {
      for (const object of objectsOf(root)) {
        if (object.kind === 'Ingress') yield* endpoints(ingressHosts(object), object, place)
        else {
          if (hasLongList(valueAt(object.value, 'spec'))) {
            const what = `${plainText(`${object.kind} ${object.name}`.trim())}: only the first ${MAX_ITEMS} items of a list were read`
            place.note('TOO_LARGE', object.line, what)
          }
          ;(object.kind === 'Gateway' ? gateways : routes).push(object)
        }
      }
    },
    *end(): Generator<Endpoint | undefined> {
      const listeners = gateways.flatMap(listenersOf)
      const used = new Set<Listener>()
      const byGateway = Map.groupBy(listeners, ({ gateway: { namespace, name } }) => `${namespace}\0${name}`)
      for (const route of routes) yield* endpoints(routeHosts(route, byGateway, used), route, place)
      // Listeners answer even if no route in the file names them.
      for (const listener of listeners) {
        if (used.has(listener)) continue
        const hosts = hostsOf(listener.hostname, listener.addresses, listener.line)
        const where = hosts.map((host) => ({ ...host, scheme: listener.scheme, port: listener.port }))
        yield* endpoints(where, listener.gateway, place)
      }
    },
  }
}

function* endpoints(
  hosts: Iterable<ManifestHost>,
  object: KubernetesObject,
  place: ManifestPlace,
): Generator<Endpoint | undefined> {
  const { kind, namespace, name } = object
  const label = plainText(`${kind} ${namespace === '' ? '' : `${namespace}/`}${name}`)
  for (const host of hosts) {
    yield hostEndpoint(host, { ...place, source: { ...place.source, name: label } })
  }
}

type KubernetesObject = { kind: string; namespace: string; name: string; value: ConfigValue; line: number }

const objectsOf = (value: ConfigValue): KubernetesObject[] => {
  const kind = textOf(value, 'kind') ?? ''
  // The readers of documents bound the depth.
  if (kind.endsWith('List')) return itemsOf(value, 'items').flatMap((item) => objectsOf(item))
  const [group = ''] = (textOf(value, 'apiVersion') ?? '').split('/')
  const row = KUBERNETES_KINDS.find((known) => known.kind === kind)
  if (!row || !(row.groups as readonly string[]).includes(group)) return []
  const namespace = wordOf(value, 'metadata', 'namespace') ?? ''
  const name = wordOf(value, 'metadata', 'name') ?? ''
  return [{ kind, namespace, name, value, line: value.line }]
}

/** Items of a list in a Gateway or HTTPRoute. The API server accepts at most 64. */
const MAX_ITEMS = 64

const firstItems = (value: ConfigValue | undefined, ...keys: readonly string[]): readonly ConfigValue[] =>
  itemsOf(value, ...keys).slice(0, MAX_ITEMS)

const hasLongList = (spec: ConfigValue | undefined): boolean =>
  [spec, ...firstItems(spec, 'rules')].some((value) =>
    LISTS.some((key) => itemsOf(value, key).length > MAX_ITEMS),
  )
const LISTS = ['addresses', 'listeners', 'hostnames', 'parentRefs', 'rules', 'matches', 'filters']

const textsOf = (value: ConfigValue | undefined, key: string): { host: string; line: number }[] =>
  itemsOf(value, key).flatMap((item) => {
    const host = textOf(item)
    return host === undefined ? [] : [{ host, line: item.line }]
  })

/** The named host, or the cluster's addresses, or an unknown host. */
const hostsOf = (
  hostname: string | undefined,
  addresses: readonly string[],
  line: number,
): { host: string | undefined; line: number }[] => {
  if (hostname !== undefined && hostname !== '') return [{ host: hostname, line }]
  return addresses.length > 0
    ? addresses.map((host) => ({ host: urlHost(host), line }))
    : [{ host: undefined, line }]
}

function* ingressHosts({ value }: KubernetesObject): Generator<ManifestHost> {
  const spec = valueAt(value, 'spec')
  const tls = itemsOf(spec, 'tls')
  const secured = tls.flatMap((entry) => textsOf(entry, 'hosts'))
  const patterns = new Set(secured.map(({ host }) => host))
  // Without hosts, the certificate is for every host of the controller.
  const allSecured = tls.some((entry) => itemsOf(entry, 'hosts').length === 0)
  const addresses = statusAddresses(value)
  const named = new Set<string>()
  for (const rule of itemsOf(spec, 'rules')) {
    const member = memberOf(rule, 'host')
    const hostname = textOf(member?.value)
    if (hostname !== undefined) named.add(hostname)
    const isSecured = allSecured || (hostname !== undefined && isCovered(patterns, hostname))
    for (const host of hostsOf(hostname, addresses, member?.line ?? rule.line)) {
      for (const path of pathsOf(rule)) yield { ...host, path, scheme: isSecured ? 'https' : 'http' }
    }
  }
  for (const { host, line } of secured) if (!named.has(host)) yield { scheme: 'https', host, line }
  if (itemsOf(spec, 'rules').length === 0 && memberOf(spec, 'defaultBackend') && secured.length === 0) {
    const scheme = tls.length > 0 ? 'https' : 'http'
    for (const host of hostsOf(undefined, addresses, value.line)) yield { ...host, scheme }
  }
}

/** The status that `kubectl get` shows for a running cluster. */
const statusAddresses = (value: ConfigValue): string[] => {
  const balancer = valueAt(value, 'status', 'loadBalancer')
  return itemsOf(balancer, 'ingress').flatMap((one) => textOf(one, 'hostname') ?? textOf(one, 'ip') ?? [])
}

const pathsOf = (rule: ConfigValue): string[] => {
  const paths = itemsOf(rule, 'http', 'paths').map((one) => literalPath(textOf(one, 'path') ?? '/'))
  return paths.length > 0 ? [...new Set(paths)] : ['/']
}

/** Controllers accept regular expressions as paths: the part before the first special character. */
const literalPath = (path: string): string => path.replace(/[([*^$|\\?{].*$/s, '') || '/'

type Listener = {
  gateway: KubernetesObject
  name: string | undefined
  hostname: string | undefined
  addresses: readonly string[]
  scheme: 'http' | 'https'
  port: string | undefined
  line: number
}

const listenersOf = (gateway: KubernetesObject): Listener[] => {
  const spec = valueAt(gateway.value, 'spec')
  const given = [...firstItems(gateway.value, 'status', 'addresses'), ...firstItems(spec, 'addresses')]
  const addresses = [...new Set(given.flatMap((one) => textOf(one, 'value') ?? []))]
  return firstItems(spec, 'listeners').flatMap((listener) => {
    const protocol = wordOf(listener, 'protocol') ?? ''
    const scheme = Object.hasOwn(LISTENER_SCHEMES, protocol) ? LISTENER_SCHEMES[protocol] : undefined
    if (scheme === undefined) return []
    const name = wordOf(listener, 'name')
    const hostname = textOf(listener, 'hostname')
    const port = wordOf(listener, 'port')
    return [{ gateway, name, hostname, addresses, scheme, port, line: listener.line }]
  })
}

function* routeHosts(
  route: KubernetesObject,
  listeners: Listeners,
  used: Set<Listener>,
): Generator<ManifestHost> {
  const spec = valueAt(route.value, 'spec')
  const hostnames = textsOf(spec, 'hostnames').slice(0, MAX_ITEMS)
  const paths = routePaths(spec)
  const parents = firstItems(spec, 'parentRefs').flatMap((parent) => listenersFor(parent, route, listeners))
  for (const parent of new Set(parents)) used.add(parent)
  const line = spec?.line ?? route.line
  if (parents.length === 0) {
    // The Gateway is not in this file: a host without a scheme counts as HTTPS, as on the command line.
    const hosts = hostnames.length > 0 ? hostnames : [{ host: undefined, line }]
    for (const host of hosts) for (const path of paths) yield { ...host, path, scheme: 'https' }
  }
  for (const { hostname, addresses, scheme, port } of new Set(parents)) {
    const own = hostnames.flatMap(({ host, line: at }) => {
      const both = intersection(host, hostname)
      return both === undefined ? [] : [{ host: both, line: at }]
    })
    const hosts = hostnames.length > 0 ? own : hostsOf(hostname, addresses, line)
    for (const host of hosts) for (const path of paths) yield { ...host, path, scheme, port }
  }
}

/** By the namespace and name of their Gateway. */
type Listeners = ReadonlyMap<string, readonly Listener[]>

const listenersFor = (parent: ConfigValue, route: KubernetesObject, listeners: Listeners): Listener[] => {
  const [namespace = route.namespace, name] = [wordOf(parent, 'namespace'), wordOf(parent, 'name')]
  const [section, port] = [wordOf(parent, 'sectionName'), wordOf(parent, 'port')]
  const all = listeners.get(`${namespace}\0${name}`)?.slice(0, MAX_ITEMS) ?? []
  return all.filter((one) => (section ?? one.name) === one.name && (port ?? one.port) === one.port)
}

/** The paths of all rules that do not only redirect. */
const routePaths = (spec: ConfigValue | undefined): string[] => {
  const rules = firstItems(spec, 'rules')
  const paths = rules.flatMap((rule) => {
    if (firstItems(rule, 'filters').some((filter) => textOf(filter, 'type') === 'RequestRedirect')) return []
    const matches = firstItems(rule, 'matches')
    return matches.length === 0
      ? ['/']
      : matches.map((match) => literalPath(textOf(match, 'path', 'value') ?? '/'))
  })
  return rules.length === 0 ? ['/'] : [...new Set(paths)]
}

/** True if a name equals the pattern, or is below its `*.`. */
const covers = (pattern: string, name: string): boolean =>
  pattern === name || (pattern.startsWith('*.') && name.endsWith(pattern.slice(1)))

const isCovered = (patterns: ReadonlySet<string>, name: string): boolean =>
  patterns.has(name) ||
  (name.length <= MAX_NAME && name.matchAll(/\./g).some(({ index }) => patterns.has(`*${name.slice(index)}`)))

/** RFC 1035 §2.3.4. A longer name is not a host. */
const MAX_NAME = 253

/** The narrower of two host patterns; undefined if they have no name in common. */
const intersection = (host: string, hostname: string | undefined): string | undefined => {
  if (hostname === undefined || covers(hostname, host)) return host
  return covers(host, hostname) ? hostname : undefined
}
