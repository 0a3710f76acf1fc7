import { stateOfReply } from '../../../probe/net/reply.ts'
import { hello13, type ProbeContext } from '../../../probe/tls/context.ts'
import { keyShareOf } from '../../../probe/tls/keyAgreement.ts'
import {
  askForm,
  confirmed,
  type HelloForm,
  NO_TOLERANCE,
  type Tolerance,
} from '../../../probe/tls/tolerance.ts'
import type { KeyShareEntry } from '../../../tls/extensions.ts'
import { atEachPqcAddress, byCompletedFacts, check, type PqcAddress } from '../../check.ts'
import { answerText } from '../../handshakes/groupChoice.ts'

/** One at a time: a device may drop a long segment and pass two short ones, or the reverse. */
const FORMS: readonly { fact: keyof Tolerance; title: string; form: HelloForm }[] = [
  { fact: 'largeHello', title: 'a hello of 2 KB', form: { large: true } },
  { fact: 'splitHello', title: 'a hello of 2 KB in two TCP segments', form: { large: true, split: true } },
  {
    fact: 'fragmentedRecord',
    title: 'a hello of 2 KB in two records',
    form: { large: true, fragmented: true },
  },
]

/** A hello with a post-quantum key share is longer than one TCP segment, which some devices on the path cannot handle. */
export const helloTolerance = check('hello-tolerance', (subject, say) =>
  atEachPqcAddress(
    subject,
    async (at) => {
      const context = at.freshContext()
      const askShort = () => askForm(context, (extra) => message(at, context, [], extra), {})
      const short = stateOfReply(await askShort())
      if (short.state !== 'accepted') return say('short-unanswered', { answer: answerText(short) })
      const tolerance: Tolerance = { ...NO_TOLERANCE }
      const askOne = ({ form }: (typeof FORMS)[number]) =>
        askForm(context, (extra) => message(at, context, keyShareOf(at.group.value), extra), form)
      if (at.cause?.id === 'large-hello') {
        // The scan has confirmed the first form: whatever the others get, the check fails, so nothing is waited for twice.
        tolerance.largeHello = at.facts.tolerance.largeHello
        const ask = async (one: (typeof FORMS)[number]) =>
          (tolerance[one.fact] = stateOfReply(await askOne(one)))
        await Promise.all(FORMS.filter(({ fact }) => fact !== 'largeHello').map(ask))
      } else {
        for (const one of FORMS) {
          const ask = () => askOne(one)
          tolerance[one.fact] = await confirmed(stateOfReply(await ask()), ask, askShort)
        }
      }
      const found = byCompletedFacts(subject, at, { tolerance }, 'hello-tolerance')
      if (!found) return say('answered', { forms: FORMS.map(({ title }) => title).join(', ') })
      const unanswered = FORMS.filter(({ fact }) => tolerance[fact].state !== 'accepted')
      return {
        ...found,
        evidence: unanswered.map(({ title, fact }) => `${title}: ${answerText(tolerance[fact])}`).join('; '),
      }
    },
    'large-hello',
  ),
)

/** A post-quantum key share has more than 1,000 bytes. Without one the server asks for it. */
const message = (
  { group, classical }: PqcAddress,
  context: ProbeContext,
  keyShares: readonly KeyShareEntry[],
  extra: { padTo?: number },
): Uint8Array =>
  hello13(context, [group.value, ...(classical ? [classical.value] : [])], { keyShares, ...extra })
