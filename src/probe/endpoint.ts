import { isIP } from 'node:net'
import type { AddressFacts, Endpoint, Observation } from '../model/endpoint.ts'
import { type Dial, type ProbeOptions, probeAddress } from './address.ts'
import { Limiter } from './limiter.ts'
import { resolveHost } from './resolve.ts'

export type EndpointOptions = ProbeOptions & {
  /** The name to ask for instead of the URL's host (RFC 6066 §3). */
  sni?: string | undefined
}

/** Every address of an endpoint's host, each probed by itself: a half-upgraded pair is two different facts. */
export const probeEndpoint = async (endpoint: Endpoint, options: EndpointOptions): Promise<Observation> => {
  const url = new URL(endpoint.url)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const resolved = await resolveHost(host, options)
  if ('problem' in resolved) return { endpoint, problem: resolved.problem, addresses: [] }
  const dial = (address: string): Dial => ({
    address,
    port: portOf(url),
    host,
    serverName: options.sni ?? (isIP(host) ? undefined : host),
    path: `${url.pathname}${url.search}`,
    plaintext: url.protocol === 'http:',
  })
  const limiter = new Limiter(ADDRESSES_AT_ONCE)
  const addresses: AddressFacts[] = await Promise.all(
    resolved.addresses.map((address) => limiter.run(() => probeAddress(dial(address), options))),
  )
  return { endpoint, addresses }
}

/** A name can have thousands of addresses, and each is dialled several times at once. */
const ADDRESSES_AT_ONCE = 8

const DEFAULT_PORT: Record<string, number> = { 'https:': 443, 'http:': 80, 'ssh:': 22 }

const portOf = (url: URL): number =>
  url.port === '' ? (DEFAULT_PORT[url.protocol] ?? 443) : Number(url.port)
