import { bareHost, portOf } from '../registry/net/host.ts'

/** The URLs that a user named: host, port, and path with what is below it. */
export class NamedUrls {
  readonly #paths = new Map<string, Set<string>>()

  add(text: string): void {
    const url = URL.parse(text)
    if (!url?.hostname) return
    const key = keyOf(url.hostname, portOf(url))
    const paths = this.#paths.get(key) ?? new Set()
    this.#paths.set(key, paths.add(url.pathname.replace(/(?<!\/)\/+$/, '')))
  }

  /** RFC 8615: well-known locations are those of the whole host. */
  has(host: string, port: number, path: string): boolean {
    const paths = this.#paths.get(keyOf(host, port))
    if (paths === undefined) return false
    return (
      path.startsWith('/.well-known/') ||
      [...paths].some((named) => path === named || path.startsWith(`${named}/`))
    )
  }
}

/** RFC 1034 §3.1: a name with the dot of the root is the same name. */
export const canonicalHost = (host: string): string => bareHost(host).toLowerCase().replace(/\.$/, '')

export type Place = { host: string; port: number; path: string }

export const placeOfUrl = (url: URL): Place => ({
  host: canonicalHost(url.hostname),
  port: portOf(url),
  path: url.pathname,
})

const keyOf = (host: string, port: number): string => `${canonicalHost(host)} ${port}`
