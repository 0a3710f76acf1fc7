import { stateWithoutAnswer } from '../../../probe/net/reply.ts'
import { canComplete } from '../../../probe/tls/keyAgreement.ts'
import { groupName } from '../../../registry/tls/groups/namedGroups.ts'
import { HELLO_RETRY_REQUEST_RANDOM } from '../../../tls/serverHello.ts'
import { atEachPqcAddress, check } from '../../check.ts'
import { meets, USUAL_CLASSICAL } from '../../groups.ts'
import { answerText } from '../../handshakes/groupChoice.ts'
import { openAs, ownHandshake, type Unanswered } from '../../handshakes/ownHandshake.ts'

/** RFC 9846 §4.2.4: a client that offers both groups and sends a key share for the classical one only. */
export const helloRetry = check('hello-retry', (subject, say) =>
  atEachPqcAddress(subject, async ({ context, group, classical }) => {
    const guess = classical && canComplete(classical.value) ? classical : USUAL_CLASSICAL
    if (!canComplete(group.value)) return say('not-implemented', { group: group.name })
    const retried = [guess.value, group.value]
    const isDone = async (groups: number[]) => !('result' in (await ownHandshake(context, groups, REMEDY)))
    const done = await ownHandshake(context, retried, REMEDY, async (reply) => {
      // Some hosts lose connections whatever is asked: only a handshake without a second hello shows that this is an answer.
      const isConfirmed =
        wasRetried(reply) &&
        (await isDone([group.value])) &&
        !(await isDone(retried)) &&
        (await isDone([group.value]))
      return isConfirmed
        ? say('second-unanswered', { answer: answerText(stateWithoutAnswer(reply)) })
        : openAs(reply)
    })
    if ('result' in done) return done
    const got = groupName(done.group)
    return meets(subject.options, got)
      ? say(done.retried ? 'retried' : 'chosen', { group: got })
      : say('not-asked', { guess: guess.name, group: group.name })
  }),
)

const REMEDY = 'Update the server’s TLS library: its handshake fails after a HelloRetryRequest.'

/** The first bytes of the answer are a HelloRetryRequest. */
const wasRetried = (reply: Unanswered): boolean =>
  'received' in reply && Buffer.from(reply.received).includes(Buffer.from(HELLO_RETRY_REQUEST_RANDOM))
