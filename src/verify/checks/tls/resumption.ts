import { stateWithoutAnswer } from '../../../probe/net/session.ts'
import { completeHandshake } from '../../../probe/tls/complete.ts'
import { canComplete } from '../../../probe/tls/keyAgreement.ts'
import { probeResumption } from '../../../probe/tls/resumption.ts'
import { atEachPqcAddress, byCompletedFacts, check, inconclusive } from '../../check.ts'

/** RFC 9846 §4.3.9: with psk_ke a resumed session depends on the key exchange of the earlier one. */
export const resumption = check('resumption', (subject, say) =>
  atEachPqcAddress(subject, async (at) => {
    const { context, group } = at
    if (!canComplete(group.value)) return say('not-implemented', { group: group.name })
    const completion = { groups: [group.value] }
    const reply = await completeHandshake(context, completion, { until: 'close' })
    if (reply.kind !== 'answer') return inconclusive(stateWithoutAnswer(reply).detail ?? reply.kind)
    if (reply.value.kind !== 'done') return say('no-handshake')
    const found = await probeResumption(context, completion, reply.value.handshake)
    if (found.tickets === 'not-tested') return say('not-tested')
    const judged = byCompletedFacts(subject, at, { resumption: found }, 'resumption')
    if (judged) return judged
    if (found.psk_dhe_ke === 'accepted') return say('new-exchange', { group: group.name })
    return say(found.tickets === 'refused' ? 'no-tickets' : 'not-accepted')
  }),
)
