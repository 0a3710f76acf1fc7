import { type NodeErrorKind, nodeErrorOf } from '../../tls/nodeErrors.ts'
import type { UpstreamFailure } from '../events.ts'
import type { GroupPolicy } from '../groups.ts'
import messages from './failures.json' with { type: 'json' }

/** Why the upstream did not answer a request. The client gets `message`, the log `detail`. */
export type Failure = { status: 502 | 504; code: UpstreamFailure; message: string; detail: string }

/** For the client, without addresses: clients need not know what is behind the gateway. */
const MESSAGES: Record<UpstreamFailure, string> = messages

export const failure = (code: UpstreamFailure, detail: string): Failure => ({
  status: code === 'UPSTREAM_TIMEOUT' ? 504 : 502,
  code,
  message: MESSAGES[code],
  detail,
})

/** An error of undici or node:tls before there was an answer. */
export const failureOf = (error: unknown, policy: GroupPolicy): Failure => {
  const causes = causesOf(error)
  const detail = causes.map((cause) => cause.message).join(': ')
  const found = causes.map((cause) => nodeErrorOf(cause))
  const is = (...kinds: readonly NodeErrorKind[]): boolean => found.some(({ kind }) => kinds.includes(kind))
  // A server without hybrid groups ends a handshake that offers no others with an alert.
  const refused = policy === 'hybrid' && is('alert', 'no-tls13')
  if (refused || found.some(({ code }) => code === 'UPSTREAM_CLASSICAL')) {
    return failure('UPSTREAM_CLASSICAL', detail)
  }
  if (is('untrusted', 'expired', 'not-yet-valid', 'wrong-name')) return failure('UPSTREAM_UNTRUSTED', detail)
  if (is('timed-out')) return failure('UPSTREAM_TIMEOUT', detail)
  if (is('refused', 'no-address', 'alert', 'not-tls', 'no-tls13', 'altered', 'tls-failed')) {
    return failure('UPSTREAM_UNREACHABLE', detail)
  }
  const isOut = found.some(({ code }) => /^E(HOSTUNREACH|NETUNREACH|ACCES)$/.test(code))
  return failure(isOut ? 'UPSTREAM_UNREACHABLE' : 'UPSTREAM_BROKE_OFF', detail)
}

const causesOf = (error: unknown): Error[] => {
  const causes: Error[] = []
  let next = error
  while (next instanceof Error && causes.length < 5) {
    causes.push(next)
    const { errors } = next as { errors?: unknown[] }
    next = next.cause ?? errors?.[0]
  }
  return causes
}
