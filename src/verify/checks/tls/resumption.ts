import { stateWithoutAnswer } from '../../../probe/net/session.ts'
import { completeHandshake } from '../../../probe/tls/complete.ts'
import { canComplete } from '../../../probe/tls/keyAgreement.ts'
import { probeResumption } from '../../../probe/tls/resumption.ts'
import {
  atEachPqcAddress,
  byCompletedFacts,
  type CheckDefinition,
  inconclusive,
  pass,
  skipped,
} from '../../check.ts'

/** RFC 9846 §4.3.9: with psk_ke a resumed session depends on the key exchange of the earlier one. */
export const resumption: CheckDefinition = {
  id: 'resumption',
  title: 'Resumed sessions perform a new post-quantum key exchange',
  run: (subject) =>
    atEachPqcAddress(subject, async (at) => {
      const { context, group } = at
      if (!canComplete(group.value)) return skipped(`mcp-pqc does not implement ${group.name}`)
      const completion = { groups: [group.value] }
      const reply = await completeHandshake(context, completion, { until: 'close' })
      if (reply.kind !== 'answer') return inconclusive(stateWithoutAnswer(reply).detail ?? reply.kind)
      if (reply.value.kind !== 'done') return inconclusive('no handshake completed that could be resumed')
      const found = await probeResumption(context, completion, reply.value.handshake)
      if (found.tickets === 'not-tested')
        return skipped('the server requires a client certificate before it issues session tickets')
      const judged = byCompletedFacts(subject, at, { resumption: found }, 'resumption')
      if (judged) return judged
      if (found.psk_dhe_ke === 'accepted')
        return pass(`resumed with a new ${group.name} key exchange (psk_dhe_ke)`)
      return pass(
        found.tickets === 'refused'
          ? 'no session tickets are issued: every session has its own key exchange'
          : 'session tickets are not accepted: every session has its own key exchange',
      )
    }),
}
