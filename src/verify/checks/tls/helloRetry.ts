import { stateWithoutAnswer } from '../../../probe/net/session.ts'
import { completeHandshake } from '../../../probe/tls/complete.ts'
import { canComplete } from '../../../probe/tls/keyAgreement.ts'
import { alertName } from '../../../registry/tls/alerts.ts'
import { groupName } from '../../../registry/tls/namedGroups.ts'
import {
  atEachPqcAddress,
  type CheckDefinition,
  fail,
  inconclusive,
  pass,
  skipped,
  warn,
} from '../../check.ts'
import { meets, USUAL_CLASSICAL } from '../../groups.ts'

/** RFC 9846 §4.2.4: a client that offers both groups and sends a key share for the classical one only. */
export const helloRetry: CheckDefinition = {
  id: 'hello-retry',
  title: 'A client that sends only a classical key share is asked for a post-quantum one (HelloRetryRequest)',
  run: (subject) =>
    atEachPqcAddress(subject, async ({ context, group, classical }) => {
      const guess = classical && canComplete(classical.value) ? classical : USUAL_CLASSICAL
      if (!canComplete(group.value)) return skipped(`mcp-pqc does not implement ${group.name}`)
      const completion = { groups: [guess.value, group.value] }
      const reply = await completeHandshake(context, completion, { until: 'server-finished' })
      if (reply.kind === 'garbled')
        return fail(`the handshake after the HelloRetryRequest is invalid: ${reply.detail}`, REMEDY)
      if (reply.kind !== 'answer') return inconclusive(stateWithoutAnswer(reply).detail ?? reply.kind)
      const { value } = reply
      if (value.kind === 'alert') {
        return fail(`the handshake failed with the alert ${alertName(value.alert.description)}`, REMEDY)
      }
      if (value.kind === 'lower-version')
        return fail('the server chose a version earlier than TLS 1.3', REMEDY)
      const { group: got, retried } = value.handshake
      if (meets(subject.options, groupName(got))) {
        return pass(
          `${retried ? 'HelloRetryRequest asks for' : 'the server chooses'} ${groupName(got)}; the handshake completes`,
        )
      }
      const judge = subject.options.requirement === 'pqc' ? fail : warn
      return judge(
        `the server accepts the ${guess.name} key share and does not ask for ${group.name}`,
        'List the post-quantum groups before the classical ones, in a tuple of their own (OpenSSL 3.5: X25519MLKEM768/X25519).',
      )
    }),
}

const REMEDY = 'Update the server’s TLS library: its handshake fails after a HelloRetryRequest.'
