import type { DialAddress } from '../../net/gatekeeper.ts'
import type { HostLimiters } from '../../net/limiter.ts'
import { Pace } from './pace.ts'
import { Turns } from './turns.ts'

/** An open connection. `openThen`: the others that were open when it began. */
type Connection = { isGood: boolean; openThen: readonly Connection[] }

/** What is known of one port of an address, for all probes that are under way there: several URLs may lead to it. */
export class Host {
  readonly turns = new Turns()
  readonly pace = new Pace()
  /** Alerts that came again when the question was repeated alone. */
  readonly refusals = new Set<string>()
  readonly #open = new Set<Connection>()
  /** The highest number of connections that were open at the same time and were all answered. */
  #proven = 1

  /** Whether an alert may be due to the connections that were open at the same time, `width` with its own. */
  isDoubtful(alert: string, width: number): boolean {
    return width > 1 && (width > this.#proven || !this.refusals.has(alert))
  }

  /** Counts a connection. `width`: how many were open when it began, with itself. */
  async connect<T>(
    connection: () => Promise<T>,
    isGood: (result: T) => boolean,
  ): Promise<{ result: T; width: number }> {
    const own: Connection = { isGood: false, openThen: [...this.#open] }
    const width = own.openThen.length + 1
    this.#open.add(own)
    try {
      const result = await connection()
      own.isGood = isGood(result)
      const answered = own.openThen.filter((other) => other.isGood).length
      if (own.isGood) this.#proven = Math.max(this.#proven, answered + 1)
      return { result, width }
    } finally {
      this.#open.delete(own)
      own.openThen = []
    }
  }
}

const HOSTS = new WeakMap<HostLimiters, Map<string, { host: Host; users: number }>>()

/**
 * The state that all probes with the same limiters share at one port of an address, until the last of them releases it; a limit
 * that was found is remembered. Other ports have a state of their own: another server there may belong to somebody else, and
 * pretend to limit connections.
 */
export const shareHost = (
  hosts: HostLimiters,
  { place: address, port }: DialAddress,
): { host: Host; release(): void } => {
  const place = `${address} ${port}`
  const all = HOSTS.get(hosts) ?? new Map<string, { host: Host; users: number }>()
  HOSTS.set(hosts, all)
  const shared = all.get(place) ?? { host: new Host(), users: 0 }
  all.set(place, shared)
  shared.users++
  return {
    host: shared.host,
    release: () => {
      if (--shared.users === 0 && shared.host.pace.limit === undefined) all.delete(place)
    },
  }
}
