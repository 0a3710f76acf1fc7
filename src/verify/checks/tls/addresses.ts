import type { AddressFacts } from '../../../model/endpoint.ts'
import { type CheckDefinition, fail, inconclusive, type Outcome, pass, together, warn } from '../../check.ts'
import { isWantedOpen, wanted } from '../../groups.ts'
import { enableHybrid } from '../../remedy.ts'
import type { Subject } from '../../subject.ts'

export const addresses: CheckDefinition = {
  id: 'addresses',
  title: 'Every address of the host accepts a post-quantum group',
  run(subject) {
    const { addresses: all } = subject
    const judged = all.map((facts) => ({ where: facts.address, outcome: judge(subject, facts) }))
    const upgraded = judged.filter(({ outcome }) => outcome.result === 'pass').length
    const found = together(judged)
    const what = all.length === 1 ? 'address' : 'addresses'
    return { ...found, evidence: `${upgraded} of ${all.length} ${what}: ${found.evidence}` }
  },
}

const judge = (subject: Subject, { address, state, service, detail, tls }: AddressFacts): Outcome => {
  const group = subject.tls.find((one) => one.address === address)?.group
  if (group) return pass(`accepts ${group.name}`)
  if (state === 'closed') return warn('the port is closed', 'Remove the address from DNS.')
  if (service === 'http') return fail('plain HTTP')
  if (!tls)
    return inconclusive(`${state === 'open' ? 'no TLS handshake' : state}${detail ? `: ${detail}` : ''}`)
  const what = wanted(subject.options)
  if (isWantedOpen(subject.options, tls)) return inconclusive(`unknown whether it accepts a ${what}`)
  return fail(`accepts no ${what}`, enableHybrid(subject))
}
