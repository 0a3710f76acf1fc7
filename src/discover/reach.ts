import type { Endpoint } from '../model/endpoint.ts'
import { Gatekeeper, type Scope } from '../net/gatekeeper.ts'
import { canonicalHost, isTried, NamedUrls } from '../net/namedUrls.ts'
import { CANDIDATE_PATHS } from '../registry/mcp/servers/places.ts'
import { contains, type Interval, readAddress } from '../registry/net/address.ts'
import { type Exclusion, isExcluded, parseExclusion } from './range/exclusion.ts'
import type { HttpOptions } from './registry/http.ts'

type Named = {
  single: ReadonlyMap<string, Pick<Endpoint, 'url' | 'untrusted'>>
  ranges: readonly Interval[]
  hosts: readonly { host: string }[]
  ports: readonly number[]
  /** Where files of strangers may lead. */
  allowed: Exclusion
}

/** Whether the user named a host or an address, with this port, and this path. An address of a range has the usual paths. */
export const namedBy = ({ single, ranges, hosts, ports, allowed }: Named): Scope['isNamed'] => {
  const urls = new NamedUrls()
  for (const { url, untrusted } of single.values()) if (!untrusted) urls.add(url)
  const names = new Set(hosts.map(({ host }) => canonicalHost(host)))
  const isSwept = (host: string): boolean => {
    const address = readAddress(host)
    return names.has(host) || (address !== undefined && ranges.some((range) => contains(range, address)))
  }
  const isUsual = (path: string): boolean => CANDIDATE_PATHS.includes(path)
  return (host, port, path, isMetadata = false) =>
    urls.has(host, port, path, isMetadata) ||
    isExcluded(allowed, host) ||
    (ports.includes(port) && isTried(path, isMetadata, isUsual) && isSwept(host))
}

/** For the servers of the registries alone, which the user named. */
export const registryGatekeeper = (
  {
    registries,
    exclude,
    authorized,
  }: { registries: readonly string[]; exclude: readonly string[]; authorized: boolean },
  { timeoutMs, signal, proxy }: Pick<HttpOptions, 'timeoutMs' | 'signal'> & { proxy?: string | undefined },
): Gatekeeper => {
  const [urls, exclusion] = [new NamedUrls(), parseExclusion(exclude)]
  for (const url of registries) urls.add(url)
  return new Gatekeeper({
    scope: {
      isNamed: (host, port) => urls.hasOrigin(host, port),
      isExcluded: (host) => isExcluded(exclusion, host),
      isAuthorized: authorized,
    },
    timeoutMs,
    signal,
    proxy,
  })
}
