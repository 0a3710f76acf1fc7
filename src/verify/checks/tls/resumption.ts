import { stateWithoutAnswer } from '../../../probe/net/reply.ts'
import { plainRequest } from '../../../probe/service.ts'
import { completeHandshake } from '../../../probe/tls/complete.ts'
import { canComplete } from '../../../probe/tls/keyAgreement.ts'
import { probeResumption } from '../../../probe/tls/resumption/resumption13.ts'
import { atEachPqcAddress, byCompletedFacts, check, inconclusive } from '../../check.ts'
import type { Subject } from '../../subject.ts'

/** RFC 9846 §4.3.9: with psk_ke a resumed session depends on the key exchange of the earlier one. */
export const resumption = check('resumption', (subject, say) =>
  atEachPqcAddress(subject, async (at) => {
    const { context, group } = at
    if (!canComplete(group.value)) return say('not-implemented', { group: group.name })
    const completion = { groups: [group.value] }
    const reply = await completeHandshake(context, completion, { until: 'close' })
    if (reply.kind !== 'answer') return inconclusive(stateWithoutAnswer(reply).detail ?? reply.kind)
    if (reply.value.kind !== 'done') return say('no-handshake')
    const { handshake } = reply.value
    const found = await probeResumption(context, completion, handshake, requestOf(subject, at.to.port))
    if (found.tickets === 'not-tested')
      return say(handshake.certificateRequest ? 'certificate-required' : 'not-seen')
    const judged = byCompletedFacts(subject, at, { resumption: found }, 'resumption')
    if (judged) return judged
    if (found.psk_dhe_ke === 'accepted') return say('new-exchange', { group: group.name })
    if (found.tickets === 'refused') return say('no-tickets')
    if (found.psk_dhe_ke === 'refused') return say('not-accepted')
    return inconclusive(`resumption with a key exchange (psk_dhe_ke) ${found.psk_dhe_ke}`)
  }),
)

const requestOf = ({ endpoint }: Subject, port: number): Uint8Array => {
  const { hostname, pathname } = new URL(endpoint.url)
  return plainRequest(`${hostname}:${port}`, pathname)
}
