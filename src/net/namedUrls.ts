import { describedPaths, triedPaths } from '../registry/mcp/servers/places.ts'
import { bareHost, portOf } from '../registry/net/host.ts'

/** The URLs that a user named: host, port, and exactly the paths, with their queries, that a scan tries for them. */
export class NamedUrls {
  readonly #paths = new Map<string, Set<string>>()

  add(text: string): void {
    const url = URL.parse(text)
    if (!url?.hostname) return
    const key = keyOf(url.hostname, portOf(url))
    const paths = this.#paths.get(key) ?? new Set()
    for (const path of triedPaths(pathOf(url))) paths.add(path)
    this.#paths.set(key, paths)
  }

  /** `isMetadata`: it is only read; then the metadata of what was named, and of the origin, are named too. */
  has(host: string, port: number, path: string, isMetadata = false): boolean {
    const paths = this.#paths.get(keyOf(host, port))
    return paths !== undefined && isTried(path, isMetadata, (named) => paths.has(named))
  }

  hasOrigin(host: string, port: number): boolean {
    return this.#paths.has(keyOf(host, port))
  }
}

/** Whether a scan asks a path because of paths that were named. Text is compared: no server reads it differently. */
export const isTried = (path: string, isMetadata: boolean, isNamed: (path: string) => boolean): boolean =>
  isNamed(path) || (isMetadata && describedPaths(path).some((one) => one === '/' || isNamed(one)))

/**
 * A name with the dot of the root is another name here: a resolver that completes names (resolv.conf(5): search) looks up the
 * two apart, and may answer them differently: a user who named one did not name the address of the other.
 */
export const canonicalHost = (host: string): string => bareHost(host).toLowerCase()

/** `path`: with the query. `isMetadata`: it is only read, as metadata of OAuth. */
export type Place = { host: string; port: number; path: string; isMetadata?: boolean }

export const placeOfUrl = (url: URL): Place => ({
  host: canonicalHost(url.hostname),
  port: portOf(url),
  path: pathOf(url),
})

const pathOf = ({ pathname, search }: URL): string => `${pathname}${search}`

const keyOf = (host: string, port: number): string => `${canonicalHost(host)} ${port}`
