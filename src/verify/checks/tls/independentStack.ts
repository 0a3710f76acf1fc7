import { stateWithoutAnswer } from '../../../probe/net/session.ts'
import { parseCertificate } from '../../../probe/tls/certificates/certificate.ts'
import { verifySignature } from '../../../probe/tls/certificates/certificateVerify.ts'
import { completeHandshake } from '../../../probe/tls/complete.ts'
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

const REMEDY = 'Update the server’s TLS library: two implementations of the group do not agree.'

/**
 * The same group by this program's own codec and key schedule with ML-KEM of @noble/post-quantum, to the server's
 * Finished: a mistake of one library does not certify itself.
 */
export const independentStack: CheckDefinition = {
  id: 'independent-stack',
  title: 'A second implementation (this program’s TLS, @noble/post-quantum) agrees to the Finished message',
  run: (subject) =>
    atEachPqcAddress(subject, async ({ context, group }) => {
      if (!canComplete(group.value)) return skipped(`this program has no key agreement for ${group.name}`)
      const completion = { groups: [group.value] }
      const reply = await completeHandshake(context, completion, { until: 'server-finished' })
      if (reply.kind === 'garbled') return fail(`the handshake does not hold: ${reply.detail}`, REMEDY)
      if (reply.kind !== 'answer') return inconclusive(stateWithoutAnswer(reply).detail ?? reply.kind)
      switch (reply.value.kind) {
        case 'done':
          return judge(reply.value.handshake)
        case 'alert':
          return fail(`the handshake ended in the alert ${alertName(reply.value.alert.description)}`, REMEDY)
        case 'lower-version':
          return fail('the server chose a version before TLS 1.3', REMEDY)
      }
    }),
}

const judge = ({ group, scheme, signature, signedContent, certificates }: Handshake13): Outcome => {
  const [leaf] = certificates
  const verified = leaf && verifySignature(scheme, signedContent, signature, parseCertificate(leaf))
  const what = `${groupName(group)}: the server’s Finished is right`
  const name = schemeName(scheme)
  if (verified === false) return fail(`${what}, but its ${name} signature is not of its certificate`)
  return pass(
    `${what}${verified ? `, and so is its ${name} signature` : `; ${name} cannot be verified here`}`,
  )
}
