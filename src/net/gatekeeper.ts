import { connect, isIP, type Server, type Socket } from 'node:net'
import type { ProblemCode } from '../model/error.ts'
import {
  bareHost,
  carriedIpv4,
  endsInNumber,
  isLocalName,
  portOf,
  specialUse,
  translatedIpv4,
  unspecifiedLeadsTo,
} from '../registry/net/host.ts'
import { type Place, placeOfUrl } from './namedUrls.ts'
import { type Lookup, type Resolved, resolveHost } from './resolve.ts'
import { type DialLimits, established, untilAborted } from './socket.ts'
import { openTunnel, ProxyRefused, proxyFailure } from './tunnel.ts'

/** What the user said of hosts and addresses; they have no brackets. */
export type Scope = {
  /**
   * Named by the user, with this port, and this path with its query: may be in a private network. `isMetadata`: it is only
   * read, as metadata of OAuth.
   */
  isNamed(host: string, port: number, path: string, isMetadata?: boolean): boolean
  /** The host must not be contacted, whatever names it, with a trailing dot or without. */
  isExcluded(host: string): boolean
  /** The user may scan the public networks to which names lead. */
  isAuthorized: boolean
}

export const EVERYTHING_NAMED: Scope = {
  isNamed: () => true,
  isExcluded: () => false,
  isAuthorized: true,
}

/** Public addresses that a scan without --authorized may contact in ranges, and of one name. */
export const UNAUTHORIZED_ADDRESSES = 16

/** Addresses of one name that are contacted; further ones are "not tested". */
const MAX_ADDRESSES = 16

/** Names whose addresses are remembered; then the oldest is looked up, and judged, again. */
const MAX_NAMES = 65_536

/** Whether and where a host may be contacted. `untested`: how many of its addresses are left out, by reason. */
export type Admission =
  | { addresses: DialAddress[]; untested: ReadonlyMap<string, number> }
  | { problem: { code: ProblemCode; message: string } }

export type GatekeeperOptions = {
  scope: Scope
  timeoutMs: number
  /** Instead of the system's resolver. */
  lookup?: Lookup | undefined
  /** Ends all look-ups. */
  signal?: AbortSignal | undefined
  /** `http://[user:password@]host:port`, or with `socks5:`: it resolves the names, so that names are judged instead of addresses. */
  proxy?: string | undefined
}

/**
 * The only place that resolves names and decides whether an address may be contacted: exclusions, special-purpose
 * ranges, scope, authorization. A name is resolved once, so that no later answer leads elsewhere, and only the address
 * that was judged can be dialled: nothing else makes a DialAddress.
 */
export class Gatekeeper {
  readonly #options: GatekeeperOptions
  readonly #names = new Map<string, Promise<Resolved>>()
  readonly #proxy: ProxyHop | undefined

  constructor(options: GatekeeperOptions) {
    this.#options = options
    const { proxy, scope } = options
    // The user named the proxy.
    const own = { ...EVERYTHING_NAMED, isExcluded: (host: string) => scope.isExcluded(host) }
    if (proxy !== undefined) {
      this.#proxy = new ProxyHop(new URL(proxy), new Gatekeeper({ ...options, scope: own, proxy: undefined }))
    }
  }

  /** `isMetadata`: see Scope. Rejects only with the reason of a signal. */
  async admit(url: URL, signal?: AbortSignal, isMetadata = false): Promise<Admission> {
    const { scope } = this.#options
    const target = { ...placeOfUrl(url), isMetadata }
    // An excluded name is not even looked up.
    if (scope.isExcluded(target.host)) return refused(EXCLUDED)
    if (this.#proxy) return this.#judgeName(target, this.#proxy)
    const resolved = await this.#resolve(bareHost(url.hostname), signal)
    return 'problem' in resolved ? resolved : this.#judge(target, resolved.addresses)
  }

  /** The same for a URL whose host is an address. Undefined: it is a name, must not be contacted, or only by the proxy. */
  admitAddress(url: URL): DialAddress | undefined {
    if (this.#proxy) return undefined
    const host = bareHost(url.hostname)
    const target = placeOfUrl(url)
    return isIP(host) && this.#refusal(target, host) === undefined
      ? new Admitted(host, target.port)
      : undefined
  }

  #judgeName(target: Place, proxy: ProxyHop): Admission {
    const { host, port, path, isMetadata } = target
    // The proxy would read another spelling of an address as the address.
    const why = isIP(host) || endsInNumber(host) ? this.#refusal(target, host) : undefined
    if (why !== undefined) return refused(why)
    if (!isIP(host) && isLocalName(host) && !this.#options.scope.isNamed(host, port, path, isMetadata)) {
      return refused('a name for private networks that was not in scope')
    }
    return { addresses: [new Admitted(host, port, proxy)], untested: new Map() }
  }

  #judge(target: Place, found: readonly string[]): Admission {
    const { scope } = this.#options
    const untested = new Map<string, number>()
    const leaveOut = (why: string): unknown => untested.set(why, (untested.get(why) ?? 0) + 1)
    const publicOnes = found.filter(
      (address) => specialUse(address) === undefined && this.#refusal(target, address) === undefined,
    ).length
    if (publicOnes > UNAUTHORIZED_ADDRESSES && !scope.isAuthorized) {
      const message = `not contacted: the name has ${publicOnes} public addresses; --authorized is required for more than ${UNAUTHORIZED_ADDRESSES}`
      return { problem: { code: 'TOO_MANY_ADDRESSES', message } }
    }
    const addresses: DialAddress[] = []
    // The user excluded these: nothing about them is undetermined.
    let isExcluded = false
    for (const address of found) {
      const why = this.#refusal(target, address)
      if (why === EXCLUDED) isExcluded = true
      else if (why !== undefined) leaveOut(why)
      else if (addresses.length >= MAX_ADDRESSES) leaveOut(`more than ${MAX_ADDRESSES} addresses of one name`)
      else addresses.push(new Admitted(address, target.port))
    }
    if (addresses.length > 0) return { addresses, untested }
    const [first] = untested.keys()
    if (first === undefined && !isExcluded) return unresolved(target.host)
    return refused(first ?? EXCLUDED)
  }

  /** Why an address, to which the target leads, must not be contacted; undefined: it may be. */
  #refusal({ host, port, path, isMetadata }: Place, address: string): string | undefined {
    const { scope } = this.#options
    // Another spelling of an address would be looked up as a name when it is dialled.
    if (!isIP(address)) return 'not an address'
    const bare = address.replace(/%.*$/s, '')
    const names = new Set([host, bare, carriedIpv4(bare), ...translatedIpv4(bare)])
    for (const name of names) names.add(name && unspecifiedLeadsTo(name))
    if (names.values().some((one) => one !== undefined && scope.isExcluded(one))) return EXCLUDED
    const use = specialUse(bare)
    if (use === undefined || [host, bare].some((one) => scope.isNamed(one, port, path, isMetadata)))
      return undefined
    return `${/^(?!uni)[aeiou]/i.test(use) ? 'an' : 'a'} ${use} address that was not in scope`
  }

  #resolve(host: string, signal: AbortSignal | undefined): Promise<Resolved> {
    const known = this.#names.get(host)
    if (known) return untilAborted(known, signal)
    const resolving = resolveHost(host, this.#options)
    if (isIP(host)) return resolving
    const [oldest] = this.#names.keys()
    if (this.#names.size >= MAX_NAMES && oldest !== undefined) this.#names.delete(oldest)
    this.#names.set(host, resolving)
    return untilAborted(resolving, signal)
  }
}

/** A server of this process on loopback, which no content of others leads to. */
export const ownServer = (server: Server): DialAddress => {
  const { address, port } = server.address() as { address: string; port: number }
  return new Admitted(address, port)
}

/** An address that may be contacted, which only the gatekeeper can make. */
class Admitted {
  readonly port: number
  /** An address, or the name that the proxy resolves. Private, so that no other object with the same members passes. */
  readonly #host: string
  readonly #proxy: ProxyHop | undefined

  constructor(host: string, port: number, proxy?: ProxyHop) {
    if (!proxy && !isIP(host)) throw new TypeError(`${host} is not an address`)
    this.#host = host
    this.#proxy = proxy
    this.port = port
  }

  /** null: the proxy resolves the name. */
  get address(): string | null {
    return isIP(this.#host) ? this.#host : null
  }

  /** What the limits of connections at the same time are for. */
  get place(): string {
    return this.#host
  }

  /** A socket that connects: for many at a time. Not through a proxy. Otherwise see `open`. */
  connect(): Socket {
    if (this.#proxy) throw new TypeError('a connection through a proxy is opened')
    return connect({ host: this.#host, port: this.port, autoSelectFamily: false, noDelay: true })
  }

  /** A connected socket. Rejects as `established` and `openTunnel` do. */
  async open(limits: DialLimits): Promise<Socket> {
    if (this.#proxy) return this.#proxy.open(this.#host, this.port, limits)
    // What is above it, for example TLS, reports the error itself.
    const socket = this.connect().on('error', () => {})
    await established(socket, 'connect', limits)
    return socket
  }
}

export type DialAddress = Admitted

/** A socket to the first address that accepts a connection. Rejects as `open` does for the last one. */
export const openFirst = async (addresses: readonly DialAddress[], limits: DialLimits): Promise<Socket> => {
  let failure: unknown
  for (const to of addresses) {
    try {
      return await to.open(limits)
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

class ProxyHop {
  readonly #url: URL
  readonly #gatekeeper: Gatekeeper

  constructor(url: URL, gatekeeper: Gatekeeper) {
    this.#url = url
    this.#gatekeeper = gatekeeper
  }

  async open(host: string, port: number, limits: DialLimits): Promise<Socket> {
    const since = performance.now()
    const admission = await this.#gatekeeper.admit(this.#url, limits.signal)
    if ('problem' in admission) throw new ProxyRefused(`the proxy: ${admission.problem.message}`)
    const socket = await openFirst(admission.addresses, limits).catch((error) => {
      throw proxyFailure(error, `${this.#url.hostname}:${portOf(this.#url)}`)
    })
    const { username, password, protocol } = this.#url
    const credentials =
      username === ''
        ? undefined
        : { user: decodeURIComponent(username), password: decodeURIComponent(password) }
    const kind = protocol === 'http:' ? 'http' : 'socks5'
    return openTunnel(socket, { kind, host, port, credentials }, { ...limits, since })
  }
}

const EXCLUDED = 'an address that is excluded'

const refused = (why: string): Admission => ({
  problem: { code: 'EXCLUDED', message: `not contacted: ${why}` },
})

const unresolved = (host: string): Admission => ({
  problem: { code: 'UNRESOLVED', message: `the name ${host} does not resolve (it has no address)` },
})
