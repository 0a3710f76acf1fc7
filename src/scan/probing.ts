import type { Endpoint } from '../model/endpoint.ts'
import type { EndpointOptions } from '../probe/endpoint.ts'
import { HostLimiters, RateLimiter } from '../probe/net/limiter.ts'
import { trustAnchors } from '../probe/tls/certificates/trust.ts'
import type { ScanOptions } from './options.ts'

/** What the probes are told, of what a scan is told. */
export const probingOptions = (
  options: ScanOptions,
  scope: Scope,
  isExcluded: (address: string) => boolean,
): EndpointOptions => {
  const { timeoutMs, signal, ca, credentials, profile, sni } = options
  const hosts = new HostLimiters(options.perHost)
  const rate = new RateLimiter(options.rate)
  const common = { timeoutMs, signal, hosts, rate }
  const application = { ...common, ca, credentials, inScope: (host: string) => scope.has(host) }
  return {
    ...common,
    isExcluded,
    profile,
    sni,
    anchors: trustAnchors(ca),
    // The quick profile is for the connection alone: its few connections are counted.
    application: options.mcp && profile === 'full' ? application : undefined,
  }
}

/** The hosts that the user named: metadata from the network leads to private addresses only among these. */
export class Scope {
  readonly #hosts = new Set<string>()

  add({ url }: Endpoint): void {
    const host = URL.parse(url)?.hostname
    if (host) this.#hosts.add(host)
  }

  has(host: string): boolean {
    return this.#hosts.has(host) || this.#hosts.has(`[${host}]`)
  }
}
