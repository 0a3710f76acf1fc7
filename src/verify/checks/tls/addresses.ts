import type { AddressFacts } from '../../../model/endpoint.ts'
import { addressName } from '../../../model/questions/endpoint.ts'
import { acceptedGroup } from '../../acceptedGroup.ts'
import { type CheckDefinition, type Outcome, together, warn } from '../../check.ts'
import { enableHybrid } from '../../remedy.ts'
import type { Subject } from '../../subject.ts'

export const addresses: CheckDefinition = {
  id: 'addresses',
  title: 'Every address of the host accepts a post-quantum group',
  run(subject) {
    const { addresses: all } = subject
    const judged = all.map((facts) => ({ where: addressName(facts), outcome: judge(subject, facts) }))
    const upgraded = judged.filter(({ outcome }) => outcome.result === 'pass').length
    const found = together(judged)
    const what = all.length === 1 ? 'address' : 'addresses'
    return { ...found, evidence: `${upgraded} of ${all.length} ${what}: ${found.evidence}` }
  },
}

const judge = (subject: Subject, facts: AddressFacts): Outcome =>
  facts.state === 'closed'
    ? warn('the port is closed', 'Remove the address from DNS.')
    : acceptedGroup(subject, facts, { plaintext: 'plain HTTP', remedy: enableHybrid(subject) })
