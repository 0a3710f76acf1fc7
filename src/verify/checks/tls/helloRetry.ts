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
import { meets } from '../../demand.ts'
import { USUAL_CLASSICAL } from '../../groups.ts'

/** RFC 9846 §4.2.4: what a client gets that offers both and guessed that a classical key share would do. */
export const helloRetry: CheckDefinition = {
  id: 'hello-retry',
  title: 'A client with a classical key share that offers a post-quantum group too is asked again for that',
  run: (subject) =>
    atEachPqcAddress(subject, async ({ context, group, classical }) => {
      const guess = classical && canComplete(classical.value) ? classical : USUAL_CLASSICAL
      if (!canComplete(group.value)) return skipped(`this program has no key agreement for ${group.name}`)
      const completion = { groups: [guess.value, group.value] }
      const reply = await completeHandshake(context, completion, { until: 'server-finished' })
      if (reply.kind === 'garbled') return fail(`the second hello went wrong: ${reply.detail}`, REMEDY)
      if (reply.kind !== 'answer') return inconclusive(stateWithoutAnswer(reply).detail ?? reply.kind)
      const { value } = reply
      if (value.kind === 'alert') {
        return fail(`the handshake ended in the alert ${alertName(value.alert.description)}`, REMEDY)
      }
      if (value.kind === 'lower-version') return fail('the server chose a version before TLS 1.3', REMEDY)
      const { group: got, retried } = value.handshake
      if (meets(subject.options, groupName(got))) {
        return pass(
          `${retried ? 'HelloRetryRequest asks for' : 'the server takes'} ${groupName(got)}, to the Finished`,
        )
      }
      const judge = subject.options.requirement === 'pqc' ? fail : warn
      return judge(
        `the server takes the ${guess.name} key share that came, and asks for no ${group.name}`,
        'Put the post-quantum groups before the classical ones as a tuple of their own (OpenSSL 3.5: X25519MLKEM768/X25519).',
      )
    }),
}

const REMEDY =
  'Update the server’s TLS library: clients that send a classical key share cannot be asked again.'
