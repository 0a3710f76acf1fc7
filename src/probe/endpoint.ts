import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import type { AddressFacts, Endpoint, Observation } from '../model/endpoint.ts'
import { type Dial, type ProbeOptions, probeAddress } from './address.ts'

export type EndpointOptions = ProbeOptions & {
  /** The name to ask for instead of the URL's host (RFC 6066 §3). */
  sni?: string | undefined
}

/** Every address of an endpoint's host, each probed by itself: a half-upgraded pair is two different facts. */
export const probeEndpoint = async (endpoint: Endpoint, options: EndpointOptions): Promise<Observation> => {
  const url = new URL(endpoint.url)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const resolved = await addressesOf(host)
  if ('problem' in resolved) return { endpoint, problem: resolved.problem, addresses: [] }
  const dial = (address: string): Dial => ({
    address,
    port: portOf(url),
    host,
    serverName: options.sni ?? (isIP(host) ? undefined : host),
    path: `${url.pathname}${url.search}`,
    plaintext: url.protocol === 'http:',
  })
  const addresses: AddressFacts[] = await Promise.all(
    resolved.addresses.map((address) => probeAddress(dial(address), options)),
  )
  return { endpoint, addresses }
}

const DEFAULT_PORT: Record<string, number> = { 'https:': 443, 'http:': 80, 'ssh:': 22 }

const portOf = (url: URL): number =>
  url.port === '' ? (DEFAULT_PORT[url.protocol] ?? 443) : Number(url.port)

type Resolved = { addresses: string[] } | { problem: { code: string; message: string } }

/** The system's resolver, so that /etc/hosts and split horizons count as they do for the clients on this machine. */
const addressesOf = async (host: string): Promise<Resolved> => {
  if (isIP(host)) return { addresses: [host] }
  try {
    const found = await lookup(host, { all: true })
    return { addresses: [...new Set(found.map(({ address }) => address))] }
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException
    return { problem: { code: 'UNRESOLVED', message: `the name ${host} does not resolve (${code})` } }
  }
}
