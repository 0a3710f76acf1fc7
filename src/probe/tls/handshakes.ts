import type { Answer } from '../../model/state.ts'
import type { SchemeFact, TlsFacts } from '../../model/tls.ts'
import type { Handshake13Result } from '../../tls/handshake13.ts'
import { type Reply, stateOfReply } from '../net/reply.ts'
import { ALGORITHMS, probeCompression } from './certificates/compression.ts'
import { type Completion, completeHandshake, firstHandshake, handshakeOf } from './complete.ts'
import type { ProbeContext } from './context.ts'
import { clientCertificate13 } from './negotiation/clientCertificate.ts'
import { PROTOCOLS, withOther } from './negotiation/protocols.ts'
import { NO_RESUMPTION, probeResumption } from './resumption/resumption13.ts'
import { type ChainsOfSchemes, probeSchemes13, schemesWithoutHandshake } from './schemes.ts'

export type HandshakeFacts = Pick<
  TlsFacts,
  'clientCertificate' | 'resumption' | 'alpn' | 'certificateCompression'
> & {
  /** How handshakes are completed; undefined: none was. */
  completion: Completion | undefined
  /** The server ends handshakes of clients that offer no protocol but these. */
  refusesProtocols: boolean
  schemes: SchemeFact[]
  chainsOfSchemes: ChainsOfSchemes
  handshakeMs: number | undefined
  /** What ended the handshake after ServerHello: that this came does not show that clients are served. */
  endedAfterHello?: Answer
}

/** Where no handshake can be completed, the schemes have the reason. */
export const probeHandshakes = async (
  context: ProbeContext,
  preferred: number | undefined,
  request: Uint8Array,
): Promise<HandshakeFacts> => {
  const offer = { alpn: PROTOCOLS, compression: ALGORITHMS }
  const first = await firstHandshake(context, preferred, { until: 'close', ...offer, request })
  if (first?.reply.kind !== 'answer' || first.reply.value.kind !== 'done') {
    const schemes = schemesWithoutHandshake(first?.reply)
    const nothing = { clientCertificate: 'not-tested' as const, resumption: NO_RESUMPTION, alpn: [] }
    return {
      ...nothing,
      completion: undefined,
      refusesProtocols: false,
      schemes,
      chainsOfSchemes: new Map(),
      handshakeMs: undefined,
      ...endingAfterHello(first?.reply),
    }
  }
  const { completion, refusesProtocols } = first
  const { handshake } = first.reply.value
  const [{ schemes, chainsOfSchemes }, resumption, certificateCompression, alpn, clientCertificate] =
    await Promise.all([
      probeSchemes13(context, completion, first.reply.value),
      probeResumption(context, completion, handshake, request),
      probeCompression(context, completion, first.reply.value),
      withOther(handshake.alpn, async (others) => {
        const reply = await completeHandshake(context, completion, { until: 'server-finished', alpn: others })
        return handshakeOf(reply)?.alpn
      }),
      clientCertificate13(handshake, async () =>
        handshakeOf(await completeHandshake(context, completion, { until: 'close', request, toAll: true })),
      ),
    ])
  return {
    clientCertificate,
    resumption,
    certificateCompression,
    alpn,
    completion,
    refusesProtocols,
    schemes,
    chainsOfSchemes,
    handshakeMs: handshake.handshakeMs,
  }
}

const endingAfterHello = (
  reply: Reply<Handshake13Result> | undefined,
): Pick<HandshakeFacts, 'endedAfterHello'> =>
  reply?.kind === 'answer' && reply.value.kind === 'alert' && reply.value.encrypted
    ? { endedAfterHello: stateOfReply(reply) }
    : {}
