import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { bareHost, portOf } from '../../../registry/net/host.ts'
import { CODE_SCANNING } from '../../../registry/sarif.ts'
import { sanitize } from '../../text/sanitize.ts'
import { endpointTitle } from '../labels.ts'
import { messageText, type Result } from './findings.ts'

/** SARIF 2.1.0 §3.14.14: the base of relative paths; for code scanning it is the checkout. */
export const SOURCE_ROOT = '%SRCROOT%'

type Place = { path: string; line?: number | undefined }

/** The location of a finding, and other files that name its endpoint. `root`: the folder whose files have relative paths. */
export const locations = (endpoint: InventoryEndpoint, { place }: Result, root: string | undefined) => {
  const places = place ? [place] : placesOf(endpoint)
  const [first, ...others] = places.slice(0, CODE_SCANNING.maxLocations)
  const logicalLocations = [{ name: messageText(endpointTitle(endpoint), 200), kind: 'resource' }]
  if (!first) {
    const message = { text: 'No file names this endpoint: the path is made of its address.' }
    return {
      locations: [
        { physicalLocation: physical({ path: virtualPath(endpoint) }, undefined), logicalLocations, message },
      ],
    }
  }
  return {
    locations: [{ physicalLocation: physical(first, root), logicalLocations }],
    ...(others.length > 0
      ? {
          relatedLocations: others.map((one) => ({
            physicalLocation: physical(one, root),
            message: { text: 'The endpoint is also named here.' },
          })),
        }
      : {}),
  }
}

/** Files that name the endpoint, each line once, those with a line first. A registry on the network is not a file. */
const placesOf = ({ sources }: InventoryEndpoint): Place[] => {
  const places = sources.flatMap(({ path, line, kind }) =>
    path === undefined || (kind === 'registry' && URL.canParse(path) && !isDrive(path))
      ? []
      : [{ path, line }],
  )
  const distinct = new Map(places.map((place) => [`${place.path}:${place.line}`, place]))
  return [...distinct.values()].toSorted(
    (a, b) => Number(a.line === undefined) - Number(b.line === undefined),
  )
}

const physical = ({ path, line }: Place, root: string | undefined) => ({
  artifactLocation: artifact(path, root),
  // Code scanning requires a line.
  region: { startLine: line ?? 1 },
})

const artifact = (path: string, root: string | undefined) => {
  const slashes = isDrive(path) ? path.replaceAll('\\', '/') : path
  const base = root === undefined ? undefined : `${root.replaceAll('\\', '/').replace(/(?<!\/)\/+$/, '')}/`
  const isBelow = base !== undefined && slashes.startsWith(base)
  const shown = isBelow ? slashes.slice(base.length) : slashes
  if (isDrive(shown)) return { uri: `file:///${encoded(shown)}` }
  return shown.startsWith('/')
    ? { uri: `file://${encoded(shown)}` }
    : { uri: encoded(shown), uriBaseId: SOURCE_ROOT }
}

const isDrive = (path: string): boolean => /^[a-z]:[\\/]/i.test(path)

const MAX_PATH = 1000

/** RFC 3986 §3.3: segments of a path. It cannot leave the folder, and a colon does not begin a scheme. */
const encoded = (path: string): string =>
  sanitize(path, MAX_PATH)
    .split('/')
    .filter((part, at) => part !== '.' && (part !== '' || at === 0))
    .map((part) => (part === '..' ? '%2E%2E' : encodeURIComponent(part)))
    .join('/') || 'unnamed'

/** A path for an endpoint from an argument or a range: `mcp-endpoints/https/host.example/443/mcp`. */
const virtualPath = ({ url, id }: InventoryEndpoint): string => {
  const parsed = URL.parse(url)
  if (!parsed?.hostname) return `mcp-endpoints/${id}`
  const port = parsed.protocol === 'stdio:' ? '' : String(portOf(parsed))
  return [
    'mcp-endpoints',
    parsed.protocol.slice(0, -1),
    bareHost(parsed.hostname),
    port,
    ...parsed.pathname.split('/'),
  ]
    .filter((part) => part !== '')
    .join('/')
}
