import { randomBytes } from 'node:crypto'
import type { Dispatcher } from 'undici'
import type { UpstreamEvent } from '../events.ts'
import type { GroupPolicy } from '../groups.ts'
import { IssuedSessions } from './clientTokens.ts'
import { Pace } from './pace.ts'
import { Places } from './places.ts'
import { Seals } from './seals.ts'

export type LegOptions = {
  pool: Dispatcher
  policy: GroupPolicy
  /** Bytes of a request's body. */
  maxBodyBytes: number
  /** Requests under way, of one client address a share of them (`peer.ts`). */
  maxRunning?: number | undefined
  /** Names, in lower case, of header fields that this program adds itself: no client forges them. */
  fields?: ReadonlySet<string> | undefined
  log: (event: UpstreamEvent) => void
}

/** `name`: of this gateway, in `Via` (RFC 9110 §7.6.3), by which it recognises its own requests. */
export type Leg = LegOptions & {
  origin: string
  name: string
  places: Places
  seals: Seals
  issued: IssuedSessions
  pace: Pace
  running: Set<{ client: string }>
}

export const legTo = (url: URL, options: LegOptions): Leg => ({
  ...options,
  origin: url.origin,
  name: `mcp-pqc-${randomBytes(4).toString('hex')}`,
  places: new Places(url),
  seals: new Seals(),
  issued: new IssuedSessions(),
  pace: new Pace(),
  running: new Set(),
})
