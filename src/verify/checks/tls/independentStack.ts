import { stateWithoutAnswer } from '../../../probe/net/session.ts'
import { parseCertificate } from '../../../probe/tls/certificates/certificate.ts'
import { verifySignature } from '../../../probe/tls/certificates/certificateVerify.ts'
import { completeHandshake } from '../../../probe/tls/complete.ts'
import type { ProbeContext } from '../../../probe/tls/context.ts'
import { canComplete } from '../../../probe/tls/keyAgreement.ts'
import { alertName } from '../../../registry/tls/alerts.ts'
import { groupName } from '../../../registry/tls/namedGroups.ts'
import { schemeName } from '../../../registry/tls/signatureSchemes.ts'
import type { Handshake13 } from '../../../tls/handshake13.ts'
import {
  atEachPqcAddress,
  type CheckDefinition,
  fail,
  inconclusive,
  type Outcome,
  pass,
  skipped,
} from '../../check.ts'

const REMEDY = 'Update the server’s TLS library: two implementations of the group disagree.'

/**
 * The same group with the codec and key schedule of mcp-pqc and ML-KEM of @noble/post-quantum, up to the server's
 * Finished: client and server of the other checks may share a library and its mistakes.
 */
export const independentStack: CheckDefinition = {
  id: 'independent-stack',
  title:
    'A second TLS implementation (mcp-pqc with @noble/post-quantum) verifies the server’s Finished message',
  run: (subject) =>
    atEachPqcAddress(subject, async ({ context, group }) => {
      if (!canComplete(group.value)) return skipped(`mcp-pqc does not implement ${group.name}`)
      const done = await ownHandshake(context, [group.value], REMEDY)
      return 'result' in done ? done : judge(done)
    }),
}

/** A handshake of mcp-pqc up to the server's Finished; an outcome where it comes to nothing. */
export const ownHandshake = async (
  context: ProbeContext,
  groups: number[],
  remedy: string,
): Promise<Handshake13 | Outcome> => {
  const reply = await completeHandshake(context, { groups }, { until: 'server-finished' })
  if (reply.kind === 'garbled') return fail(`the handshake is invalid: ${reply.detail}`, remedy)
  if (reply.kind !== 'answer') return inconclusive(stateWithoutAnswer(reply).detail ?? reply.kind)
  switch (reply.value.kind) {
    case 'done':
      return reply.value.handshake
    case 'alert':
      return fail(`the handshake failed with the alert ${alertName(reply.value.alert.description)}`, remedy)
    case 'lower-version':
      return fail('the server chose a version earlier than TLS 1.3', remedy)
  }
}

const judge = ({ group, scheme, signature, signedContent, certificates }: Handshake13): Outcome => {
  const [leaf] = certificates
  const verified = leaf && verifySignature(scheme, signedContent, signature, parseCertificate(leaf))
  const what = `${groupName(group)}: the server’s Finished message is valid`
  const name = schemeName(scheme)
  if (verified === false) return fail(`${what}, but its ${name} signature does not match its certificate`)
  return pass(`${what}${verified ? `, and so is its ${name} signature` : `; mcp-pqc cannot verify ${name}`}`)
}
