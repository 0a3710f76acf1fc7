import type { Findings } from '../assess/findings/findings.ts'
import type { AddressFacts } from '../model/endpoint.ts'
import { addressName } from '../model/questions/endpoint.ts'
import { findingState } from '../model/questions/finding.ts'
import { stateText } from '../model/questions/names.ts'
import { fail, findingsOfCheck, inconclusive, type Outcome, pass } from './check.ts'
import { acceptsWanted, bestGroup, type WithPolicy, wanted } from './groups.ts'

/**
 * Whether an address accepts a post-quantum group, by its findings; under mandates that name groups, also whether it accepts
 * one of those. `plaintext`: the evidence where it answers plain HTTP.
 */
export const acceptedGroup = (
  { assessment, options }: { assessment: Findings; options: WithPolicy },
  facts: AddressFacts,
  { plaintext, remedy }: { plaintext: string; remedy: string },
): Outcome => {
  const { state, detail, tls } = facts
  const address = addressName(facts)
  if (findingState(assessment, 'plaintext', address) === 'present') return fail(plaintext, remedy)
  if (!tls)
    return inconclusive(
      `${state === 'open' ? 'no TLS handshake' : stateText(state)}${detail ? `: ${detail}` : ''}`,
    )
  const what = wanted(options)
  const states = Object.keys(findingsOfCheck('addresses')).map((id) => findingState(assessment, id, address))
  const allowed = options.policy?.groups ? acceptsWanted(options, tls) : 'yes'
  if (states.includes('present') || allowed === 'no') return fail(`accepts no ${what}`, remedy)
  if (states.includes('undetermined') || allowed === 'undetermined')
    return inconclusive(`unknown whether it accepts a ${what}`)
  return pass(`accepts ${bestGroup(tls, options)?.name}`)
}
