import { answerOf, stateOfReply } from '../../probe/net/session.ts'
import { hello13 } from '../../probe/tls/context.ts'
import { keyShareOf } from '../../probe/tls/keyAgreement.ts'
import { chosenGroup } from '../../tls/helloAnswer.ts'
import { answerText } from '../check.ts'
import type { Group } from '../groups.ts'
import type { TlsAddress } from '../subject.ts'

/** `lost`: no answer came; a refusal is an answer. */
type Answer =
  | { group: number; words?: never; lost?: never }
  | { group?: undefined; words: string; lost: boolean }

/** The group that a server chooses from these, with a key share for each. */
export const askBoth = async (
  { context }: Pick<TlsAddress, 'context'>,
  groups: readonly Group[],
): Promise<Answer> => {
  const values = groups.map(({ value }) => value)
  const reply = await context.session.hello(() =>
    hello13(context, values, { keyShares: values.flatMap(keyShareOf) }),
  )
  const group = chosenGroup(answerOf(reply))
  if (group !== undefined) return { group }
  const outcome = stateOfReply(reply)
  const words = outcome.state === 'accepted' ? 'a version earlier than TLS 1.3' : answerText(outcome)
  return { words, lost: reply.kind !== 'answer' }
}
