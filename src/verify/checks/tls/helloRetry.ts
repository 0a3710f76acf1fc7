import { canComplete } from '../../../probe/tls/keyAgreement.ts'
import { groupName } from '../../../registry/tls/namedGroups.ts'
import { atEachPqcAddress, type CheckDefinition, fail, pass, skipped, warn } from '../../check.ts'
import { meets, USUAL_CLASSICAL } from '../../groups.ts'
import { ownHandshake } from '../../handshakes/ownHandshake.ts'

/** RFC 9846 §4.2.4: a client that offers both groups and sends a key share for the classical one only. */
export const helloRetry: CheckDefinition = {
  id: 'hello-retry',
  title: 'A client that sends only a classical key share is asked for a post-quantum one (HelloRetryRequest)',
  run: (subject) =>
    atEachPqcAddress(subject, async ({ context, group, classical }) => {
      const guess = classical && canComplete(classical.value) ? classical : USUAL_CLASSICAL
      if (!canComplete(group.value)) return skipped(`mcp-pqc does not implement ${group.name}`)
      const done = await ownHandshake(context, [guess.value, group.value], REMEDY)
      if ('result' in done) return done
      const { group: got, retried } = done
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
