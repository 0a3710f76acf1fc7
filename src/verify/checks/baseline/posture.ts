import { assess } from '../../../assess/assess.ts'
import { changeText } from '../../../assess/compare/changeText.ts'
import { compareEndpoints, type EndpointState, verdictOf } from '../../../assess/compare/compareEndpoints.ts'
import type { AddressFacts, Endpoint } from '../../../model/endpoint.ts'
import { baselineOf } from '../../baseline.ts'
import { check, inconclusive } from '../../check.ts'

/** The comparison of `mcp-pqc diff`, without tools and risk: tool-list compares tools. */
export const posture = check('posture', (subject, say) => {
  const before = baselineOf(subject)
  if ('result' in before) return before
  const day = new Date()
  const { changes: all, undecided } = compareEndpoints(
    stateOf(before, before.addresses, day),
    stateOf(subject.endpoint, subject.addresses, day),
  )
  const changes = all.filter(({ kind }) => kind !== 'risk')
  const worse = changes.filter(({ direction }) => direction === 'worse')
  const texts = [...worse, ...changes.filter((one) => !worse.includes(one))].map((one) => changeText(one))
  if (verdictOf(changes) === 'worse') return say('worse', { evidence: texts.join('; ') })
  if (undecided.worse !== undefined) return inconclusive([undecided.worse, ...texts].join('; '))
  return say('same', { evidence: texts.join('; ') || 'unchanged' })
})

/** Judged by the same rules on both sides, and without what verify does not look at, such as configurations. */
const stateOf = (
  { id, url, transport, sources }: Endpoint,
  addresses: readonly AddressFacts[],
  day: Date,
): EndpointState => {
  const endpoint = { id, url, transport, sources, addresses: [...addresses] }
  return { day, endpoint: { ...endpoint, assessment: assess({ ...endpoint, endpoint }, day) } }
}
