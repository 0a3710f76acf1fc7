import type { AddressFacts } from '../../../model/endpoint.ts'
import { type CheckDefinition, fail, inconclusive, type Outcome, pass, together, warn } from '../../check.ts'
import { isWantedOpen, wanted } from '../../demand.ts'
import { enableHybrid } from '../../remedy.ts'
import type { Subject } from '../../subject.ts'

/** A name with two addresses of which one was forgotten is half upgraded, and half of the clients notice nothing. */
export const addresses: CheckDefinition = {
  id: 'addresses',
  title: 'Every address of the host is upgraded',
  run(subject) {
    const { addresses: all } = subject
    const judged = all.map((facts) => ({ where: facts.address, outcome: judge(subject, facts) }))
    const upgraded = judged.filter(({ outcome }) => outcome.result === 'pass').length
    const found = together(judged)
    if (found.result === 'pass') {
      const what = all.length === 1 ? 'its one address' : `all ${all.length} addresses`
      return pass(`${what}: ${found.evidence}`)
    }
    return { ...found, evidence: `${upgraded} of ${all.length}: ${found.evidence}` }
  },
}

const judge = (subject: Subject, { address, state, service, detail, tls }: AddressFacts): Outcome => {
  const group = subject.tls.find((one) => one.address === address)?.group
  if (group) return pass(`takes ${group.name}`)
  if (state === 'closed') return warn('the port is closed there', 'Take the address out of the DNS.')
  if (service === 'http') return fail('plain HTTP')
  if (!tls) return inconclusive(`${state === 'open' ? 'no handshake' : state}${detail ? `: ${detail}` : ''}`)
  const what = wanted(subject.options)
  if (isWantedOpen(subject.options, tls))
    return inconclusive(`whether it takes a ${what} could not be found out`)
  return fail(`takes no ${what}`, enableHybrid(subject))
}
