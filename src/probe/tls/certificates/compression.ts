import type { CertificateCompression } from '../../../model/tls.ts'
import type { Handshake13, Handshake13Result } from '../../../tls/handshake13.ts'
import { stateOfReply } from '../../net/reply.ts'
import { type Completion, completeHandshake } from '../complete.ts'
import type { ProbeContext } from '../context.ts'
import { enumerate } from '../enumerate.ts'
import { COMPRESSION } from './decompress.ts'

/** RFC 8879 §7.3: what is offered. */
export const ALGORITHMS: readonly number[] = Object.values(COMPRESSION)

/**
 * The algorithms that the server compresses its certificates with, in its order. `first` answers the first question, which offers
 * all of them: a server without any costs no further connection.
 */
export const probeCompression = async (
  context: ProbeContext,
  completion: Completion,
  first: Handshake13Result,
): Promise<CertificateCompression[]> => {
  const { accepted, rest, answers } = await enumerate({
    offer: ALGORITHMS,
    first,
    ask: (compression) => completeHandshake(context, completion, { compression, until: 'server-finished' }),
    chosen: (result) => handshakeIn(result)?.compression?.algorithm,
    state: stateOfReply,
  })
  const seen = answers.flatMap((result) => handshakeIn(result)?.compression ?? [])
  return Object.entries(COMPRESSION).map(([algorithm, value]): CertificateCompression => {
    const found = seen.find((one) => one.algorithm === value)
    if (!accepted.includes(value) || !found) return { algorithm, ...rest }
    const { compressedLength, certificate } = found
    return { algorithm, state: 'accepted', bytes: compressedLength, uncompressedBytes: certificate.length }
  })
}

const handshakeIn = (result: Handshake13Result): Handshake13 | undefined =>
  result.kind === 'done' ? result.handshake : undefined
