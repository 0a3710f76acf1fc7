import type { SchemeFact, TlsFacts } from '../../model/tls.ts'
import type { Handshake13 } from '../../tls/handshake13.ts'
import type { Answer12 } from '../../tls/helloAnswer.ts'
import { completeHandshake, firstHandshake, handshakeOf } from './complete.ts'
import type { ProbeContext } from './context.ts'
import type { Handshake12 } from './handshake12.ts'
import { PROTOCOLS, withOther } from './negotiation/protocols.ts'
import { NO_RESUMPTION, probeResumption } from './resumption/resumption13.ts'
import { type ChainsOfSchemes, probeSchemes13, schemesWithoutHandshake } from './schemes.ts'

export type HandshakeFacts = Pick<TlsFacts, 'clientCertificate' | 'resumption' | 'alpn'> & {
  /** The server ends handshakes of clients that offer no protocol but these. */
  refusesProtocols: boolean
  schemes: SchemeFact[]
  chainsOfSchemes: ChainsOfSchemes
  handshakeMs: number | undefined
}

/** Where no handshake can be completed, the schemes have the reason. */
export const probeHandshakes = async (
  context: ProbeContext,
  preferred: number | undefined,
  request: Uint8Array,
): Promise<HandshakeFacts> => {
  const first = await firstHandshake(context, preferred, { until: 'close', alpn: PROTOCOLS, request })
  if (first?.reply.kind !== 'answer' || first.reply.value.kind !== 'done') {
    const schemes = schemesWithoutHandshake(first?.reply)
    const nothing = { clientCertificate: 'not-tested' as const, resumption: NO_RESUMPTION, alpn: [] }
    return {
      ...nothing,
      refusesProtocols: false,
      schemes,
      chainsOfSchemes: new Map(),
      handshakeMs: undefined,
    }
  }
  const { completion, refusesProtocols } = first
  const { handshake } = first.reply.value
  const [{ schemes, chainsOfSchemes }, resumption, alpn] = await Promise.all([
    probeSchemes13(context, completion, first.reply.value),
    probeResumption(context, completion, handshake, request),
    withOther(handshake.alpn, async (others) => {
      const reply = await completeHandshake(context, completion, { until: 'server-finished', alpn: others })
      return handshakeOf(reply)?.alpn
    }),
  ])
  return {
    clientCertificate: clientCertificate13(handshake),
    resumption,
    alpn,
    refusesProtocols,
    schemes,
    chainsOfSchemes,
    handshakeMs: handshake.handshakeMs,
  }
}

type ClientCertificate = TlsFacts['clientCertificate']

/** RFC 9846 §4.4.2 and §4.5.1.3: a server that requires a certificate answers an empty Certificate with an alert. */
const clientCertificate13 = ({ certificateRequest, afterwards }: Handshake13): ClientCertificate => {
  if (!certificateRequest) return 'none'
  return afterwards.refused || refusesInHttp(afterwards.data) ? 'required' : 'requested'
}

/** RFC 5246 §7.4.4 and §7.4.6. */
export const clientCertificate12 = (
  answers: readonly Answer12[],
  completed: Handshake12 | undefined,
): ClientCertificate => {
  if (answers.length === 0) return 'not-tested'
  if (!answers.some(({ flight }) => flight.certificateRequested)) return 'none'
  return completed && (completed.refusedClient || refusesInHttp(completed.data)) ? 'required' : 'requested'
}

/** A 4xx answer that mentions the certificate. */
const refusesInHttp = (data: Uint8Array): boolean => {
  const text = Buffer.from(data).toString('latin1')
  return /^HTTP\/1\.[01] 4\d\d/.test(text) && /certificate/i.test(text)
}
