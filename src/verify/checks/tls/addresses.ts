import { addressName } from '../../../model/questions/endpoint.ts'
import { acceptedGroup } from '../../acceptedGroup.ts'
import { check, together } from '../../check.ts'
import { enableHybrid } from '../../remedy.ts'

export const addresses = check('addresses', (subject, say) => {
  const { addresses: all } = subject
  const judged = all.map((facts) => ({
    where: addressName(facts),
    outcome:
      facts.state === 'closed'
        ? say('closed')
        : acceptedGroup(subject, facts, { plaintext: 'plain HTTP', remedy: enableHybrid(subject) }),
  }))
  const upgraded = judged.filter(({ outcome }) => outcome.result === 'pass').length
  const found = together(judged)
  const what = all.length === 1 ? 'address' : 'addresses'
  return { ...found, evidence: `${upgraded} of ${all.length} ${what}: ${found.evidence}` }
})
