import { stateWithoutAnswer } from '../../../probe/net/session.ts'
import { completeHandshake } from '../../../probe/tls/complete.ts'
import { canComplete } from '../../../probe/tls/keyAgreement.ts'
import { probeResumption } from '../../../probe/tls/resumption.ts'
import { atEachPqcAddress, type CheckDefinition, fail, inconclusive, pass, skipped } from '../../check.ts'

/** RFC 9846 §4.3.9: with psk_ke a resumed session depends on the key exchange of the earlier one. */
export const resumption: CheckDefinition = {
  id: 'resumption',
  title: 'Resumed sessions perform a new post-quantum key exchange',
  run: (subject) =>
    atEachPqcAddress(subject, async ({ context, group }) => {
      if (!canComplete(group.value)) return skipped(`mcp-pqc does not implement ${group.name}`)
      const completion = { groups: [group.value] }
      const reply = await completeHandshake(context, completion, { until: 'close' })
      if (reply.kind !== 'answer') return inconclusive(stateWithoutAnswer(reply).detail ?? reply.kind)
      if (reply.value.kind !== 'done') return inconclusive('no handshake completed that could be resumed')
      const { tickets, psk_ke, psk_dhe_ke } = await probeResumption(
        context,
        completion,
        reply.value.handshake,
      )
      if (psk_ke === 'accepted') {
        return fail(
          'a session ticket is accepted without a new key exchange (psk_ke)',
          'Allow psk_dhe_ke only, or issue no tickets.',
        )
      }
      if (psk_dhe_ke === 'accepted') return pass(`resumed with a new ${group.name} key exchange (psk_dhe_ke)`)
      if (tickets === 'refused')
        return pass('no session tickets are issued: every session has its own key exchange')
      if (tickets !== 'accepted')
        return skipped('the server requires a client certificate before it issues session tickets')
      if (psk_ke === 'timed-out' || psk_ke === 'not-tested')
        return inconclusive(`session ticket without a new key exchange (psk_ke): ${psk_ke}`)
      return pass('session tickets are not accepted: every session has its own key exchange')
    }),
}
