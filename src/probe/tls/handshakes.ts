import type { SchemeFact, TlsFacts } from '../../model/tls.ts'
import { clientCertificate13, plainRequest } from './clientCertificate.ts'
import { type Completion, completeHandshake, firstHandshake } from './complete.ts'
import type { ProbeContext } from './context.ts'
import { NO_RESUMPTION, probeResumption } from './resumption.ts'
import { probeSchemes13, schemesWithoutHandshake } from './schemes.ts'

/** What only completed TLS 1.3 handshakes show. */
export type HandshakeFacts = Pick<TlsFacts, 'clientCertificate' | 'resumption' | 'alpn'> & {
  schemes: SchemeFact[]
  handshakeMs: number | undefined
}

/** The protocols that MCP is spoken over. */
const PROTOCOLS = ['h2', 'http/1.1']

/** Where no handshake could be completed, the schemes say why. */
export const probeHandshakes = async (
  context: ProbeContext,
  preferred: number | undefined,
  request: { host: string; path: string },
): Promise<HandshakeFacts> => {
  const first = await firstHandshake(context, preferred, {
    until: 'close',
    alpn: PROTOCOLS,
    request: plainRequest(request.host, request.path),
  })
  if (first?.reply.kind !== 'answer' || first.reply.value.kind !== 'done') {
    const schemes = schemesWithoutHandshake(first?.reply)
    return {
      clientCertificate: 'not-tested',
      resumption: NO_RESUMPTION,
      alpn: [],
      schemes,
      handshakeMs: undefined,
    }
  }
  const { completion } = first
  const { handshake } = first.reply.value
  const [schemes, resumption, alpn] = await Promise.all([
    probeSchemes13(context, completion, first.reply.value),
    probeResumption(context, completion, handshake),
    probeProtocols(context, completion, handshake.alpn),
  ])
  return {
    clientCertificate: clientCertificate13(handshake),
    resumption,
    alpn,
    schemes,
    handshakeMs: handshake.handshakeMs,
  }
}

/** RFC 7301 §3.2: what the server chose first, and whether it takes the other one too. */
const probeProtocols = async (
  context: ProbeContext,
  completion: Completion,
  chosen: string | undefined,
): Promise<string[]> => {
  if (chosen === undefined) return []
  const others = PROTOCOLS.filter((name) => name !== chosen)
  const reply = await completeHandshake(context, completion, { until: 'server-finished', alpn: others })
  const other =
    reply.kind === 'answer' && reply.value.kind === 'done' ? reply.value.handshake.alpn : undefined
  return other === undefined ? [chosen] : [chosen, other]
}
