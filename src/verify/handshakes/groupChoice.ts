import { stateText } from '../../model/questions/names.ts'
import type { Answer } from '../../model/state.ts'
import { answerOf, stateOfReply } from '../../probe/net/reply.ts'
import { hello13, type ProbeContext } from '../../probe/tls/context.ts'
import { keyShareOf } from '../../probe/tls/keyAgreement.ts'
import { groupName } from '../../registry/tls/groups/namedGroups.ts'
import { chosenGroup } from '../../tls/helloAnswer.ts'
import type { Group } from '../groups.ts'

/** `lost`: no answer came; a refusal is an answer. */
export type GroupAnswer =
  | { group: number; words?: never; lost?: never }
  | { group?: undefined; words: string; lost: boolean }

/** The group that a server chooses from these, with a key share for each. */
export const askBoth = async (
  { context }: { context: ProbeContext },
  groups: readonly Group[],
): Promise<GroupAnswer> => {
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

export type Plainly = { context: ProbeContext; group: Group | undefined; classical: Group | undefined }

/** What a short hello gets: one without a key share. */
export const plainAnswer = async ({ context, group, classical }: Plainly): Promise<Answer> => {
  const groups = [group, classical].flatMap((one) => one?.value ?? [])
  return stateOfReply(await context.session.hello(() => hello13(context, groups)))
}

export const answersPlainly = async (at: Plainly): Promise<boolean> =>
  (await plainAnswer(at)).state === 'accepted'

/** `X25519MLKEM768 6 times, x25519 2 times`. */
export const counted = (answers: readonly GroupAnswer[]): string => {
  const names = answers.map(({ group, words }) => (group === undefined ? words : groupName(group)))
  return [...Map.groupBy(names.toSorted(), (name) => name)]
    .map(([name, { length }]) => `${name} ${length === 1 ? 'once' : `${length} times`}`)
    .join(', ')
}

/** `refused (handshake_failure)`, `timed out (no answer)`. */
export const answerText = ({ state, alert, detail }: Answer): string => {
  const why = alert ?? detail
  return why === undefined ? stateText(state) : `${stateText(state)} (${why})`
}
