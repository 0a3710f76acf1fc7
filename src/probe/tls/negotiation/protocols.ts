import type { State } from '../../../model/state.ts'
import { SSL30 } from '../../../registry/tls/versions.ts'
import { stateOfReply } from '../../net/reply.ts'
import type { ProbeContext } from '../context.ts'
import { answer12, helloOf } from '../suites12.ts'
import type { Tls12Facts } from '../tls12.ts'

/** The protocols that carry MCP. */
export const HTTP1 = 'http/1.1'
export const PROTOCOLS: readonly string[] = ['h2', HTTP1]

/**
 * RFC 7301 §3.2: the protocol that the server chose, and the other one where it chooses that alone. Apache httpd and Botan
 * name a protocol of theirs whatever is offered.
 */
export const withOther = async (
  chosen: string | undefined,
  ask: (offer: readonly string[]) => Promise<string | undefined>,
): Promise<string[]> => {
  if (chosen === undefined) return []
  if (!PROTOCOLS.includes(chosen)) return [chosen]
  const others = PROTOCOLS.filter((name) => name !== chosen)
  const other = await ask(others)
  return other !== undefined && others.includes(other) ? [chosen, other] : [chosen]
}

export type Protocols = { alpn: string[]; alpnState: State }

/** Before TLS 1.3 the ServerHello names the protocol, so no handshake has to be completed. SSL 3.0 has no extensions. */
export const probeProtocols12 = async (
  context: ProbeContext,
  { version, suites, offered }: Pick<Tls12Facts, 'version' | 'suites' | 'offered'>,
): Promise<Protocols> => {
  if (version === undefined || version === SSL30) return { alpn: [], alpnState: 'not-tested' }
  const ask = (alpn: readonly string[]) =>
    context.session.hello(() => helloOf(context, version, suites, offered, { alpn }))
  const reply = await ask(PROTOCOLS)
  const answer = answer12(reply)
  if (!answer) {
    const { state, alert } = stateOfReply(reply)
    const isOther = state === 'accepted' || (state === 'refused' && alert !== 'no_application_protocol')
    return { alpn: [], alpnState: isOther ? 'not-tested' : state }
  }
  const alpn = await withOther(answer.alpn, async (offer) => answer12(await ask(offer))?.alpn)
  return { alpn, alpnState: alpn.length > 0 ? 'accepted' : 'refused' }
}
