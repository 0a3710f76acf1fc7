import type { AddressFacts } from '../../../model/endpoint.ts'
import { addressName } from '../../../model/questions/endpoint.ts'
import { acceptedGroup } from '../../acceptedGroup.ts'
import { check, inconclusive, type Outcome, together } from '../../check.ts'
import { enableHybrid } from '../../remedy.ts'

export const addresses = check('addresses', (subject, say) => {
  const { addresses: all } = subject
  const judge = (facts: AddressFacts): Outcome => {
    if (facts.state === 'closed') return say('closed')
    const accepted = acceptedGroup(subject, facts, { plaintext: 'plain HTTP', remedy: enableHybrid(subject) })
    const cause = subject.tls.find(({ to }) => to.address === facts.address)?.cause
    if (accepted.result === 'pass' || !cause) return accepted
    // Nothing was seen of the server itself.
    if (cause.open !== undefined) return inconclusive(cause.open)
    if (accepted.result !== 'fail') return accepted
    return { ...accepted, evidence: `${accepted.evidence}: ${cause.evidence}` }
  }
  const judged = all.map((facts) => ({ where: addressName(facts), outcome: judge(facts) }))
  const upgraded = judged.filter(({ outcome }) => outcome.result === 'pass').length
  const found = together(judged)
  const what = all.length === 1 ? 'address' : 'addresses'
  return { ...found, evidence: `${upgraded} of ${all.length} ${what}: ${found.evidence}` }
})
