import { canComplete } from '../../../probe/tls/keyAgreement.ts'
import { groupName } from '../../../registry/tls/namedGroups.ts'
import { atEachPqcAddress, check } from '../../check.ts'
import { meets, USUAL_CLASSICAL } from '../../groups.ts'
import { ownHandshake } from '../../handshakes/ownHandshake.ts'

/** RFC 9846 §4.2.4: a client that offers both groups and sends a key share for the classical one only. */
export const helloRetry = check('hello-retry', (subject, say) =>
  atEachPqcAddress(subject, async ({ context, group, classical }) => {
    const guess = classical && canComplete(classical.value) ? classical : USUAL_CLASSICAL
    if (!canComplete(group.value)) return say('not-implemented', { group: group.name })
    const done = await ownHandshake(context, [guess.value, group.value], REMEDY)
    if ('result' in done) return done
    const got = groupName(done.group)
    return meets(subject.options, got)
      ? say(done.retried ? 'retried' : 'chosen', { group: got })
      : say('not-asked', { guess: guess.name, group: group.name })
  }),
)

const REMEDY = 'Update the server’s TLS library: its handshake fails after a HelloRetryRequest.'
