import { stateWithoutAnswer } from '../../../probe/net/session.ts'
import { completeHandshake } from '../../../probe/tls/complete.ts'
import { canComplete } from '../../../probe/tls/keyAgreement.ts'
import { probeResumption } from '../../../probe/tls/resumption.ts'
import { atEachPqcAddress, type CheckDefinition, fail, inconclusive, pass, skipped } from '../../check.ts'

/** RFC 9846 §4.3.9: a session that is resumed without a key exchange is only as safe as the one before it. */
export const resumption: CheckDefinition = {
  id: 'resumption',
  title: 'Resumed sessions keep a fresh post-quantum key exchange',
  run: (subject) =>
    atEachPqcAddress(subject, async ({ context, group }) => {
      if (!canComplete(group.value)) return skipped(`this program has no key agreement for ${group.name}`)
      const completion = { groups: [group.value] }
      const reply = await completeHandshake(context, completion, { until: 'close' })
      if (reply.kind !== 'answer') return inconclusive(stateWithoutAnswer(reply).detail ?? reply.kind)
      if (reply.value.kind !== 'done') return inconclusive('no handshake came about to be resumed')
      const { tickets, psk_ke, psk_dhe_ke } = await probeResumption(
        context,
        completion,
        reply.value.handshake,
      )
      if (psk_ke === 'accepted') {
        return fail(
          'a ticket is taken back without a key exchange (psk_ke)',
          'Allow psk_dhe_ke only, or issue no tickets.',
        )
      }
      if (psk_dhe_ke === 'accepted') return pass(`resumed with a fresh ${group.name} (psk_dhe_ke)`)
      if (tickets === 'refused') return pass('no tickets: every session has a key exchange of its own')
      if (tickets !== 'accepted') return skipped('it asks for a client certificate before it issues tickets')
      if (psk_ke === 'timed-out' || psk_ke === 'not-tested')
        return inconclusive(`a ticket without a key exchange: ${psk_ke}`)
      return pass('tickets are not taken back: every session has a key exchange of its own')
    }),
}
