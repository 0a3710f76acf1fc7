import { stateOfReply } from '../../../probe/net/session.ts'
import { hello13, type ProbeContext } from '../../../probe/tls/context.ts'
import { keyShareOf } from '../../../probe/tls/keyAgreement.ts'
import {
  askForm,
  type Build,
  confirmed,
  type HelloForm,
  NO_TOLERANCE,
  type Tolerance,
} from '../../../probe/tls/tolerance.ts'
import type { KeyShareEntry } from '../../../tls/extensions.ts'
import { answerText, atEachPqcAddress, byCompletedFacts, check, type PqcAddress } from '../../check.ts'

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
  atEachPqcAddress(subject, async (at) => {
    const context = at.freshContext()
    const askShort = () => askForm(context, (extra) => message(at, context, [], extra), {})
    const short = stateOfReply(await askShort())
    if (short.state !== 'accepted') return say('short-unanswered', { answer: answerText(short) })
    const tolerance: Tolerance = { ...NO_TOLERANCE }
    for (const { fact, form } of FORMS) {
      const build: Build = (extra) => message(at, context, keyShareOf(at.group.value), extra)
      const ask = () => askForm(context, build, form)
      tolerance[fact] = await confirmed(stateOfReply(await ask()), ask, askShort)
    }
    const found = byCompletedFacts(subject, at, { tolerance }, 'hello-tolerance')
    if (!found) return say('answered', { forms: FORMS.map(({ title }) => title).join(', ') })
    const unanswered = FORMS.filter(({ fact }) => tolerance[fact].state !== 'accepted')
    return {
      ...found,
      evidence: unanswered.map(({ title, fact }) => `${title}: ${answerText(tolerance[fact])}`).join('; '),
    }
  }),
)

/** A post-quantum key share has more than 1,000 bytes. Without one the server asks for it. */
const message = (
  { group, classical }: PqcAddress,
  context: ProbeContext,
  keyShares: readonly KeyShareEntry[],
  extra: { padTo?: number },
): Uint8Array =>
  hello13(context, [group.value, ...(classical ? [classical.value] : [])], { keyShares, ...extra })
