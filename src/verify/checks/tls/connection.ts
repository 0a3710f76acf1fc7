import type { AddressFacts } from '../../../model/endpoint.ts'
import { addressName } from '../../../model/questions/endpoint.ts'
import { acceptsTls } from '../../../model/questions/tls.ts'
import { byFindings, type CheckDefinition, inconclusive, type Outcome, pass, together } from '../../check.ts'

export const connection: CheckDefinition = {
  id: 'connection',
  title: 'The endpoint answers with TLS',
  run(subject) {
    const { problem } = subject.observation
    if (problem) return inconclusive(problem.message)
    const plain = byFindings(subject, { plaintext: 'fail' })
    if (plain?.result === 'fail') return plain
    return together(subject.addresses.map((facts) => ({ where: addressName(facts), outcome: judge(facts) })))
  },
}

const judge = ({ state, detail, tls, port }: AddressFacts): Outcome => {
  if (tls && acceptsTls(tls)) return pass(`port ${port} speaks TLS`)
  const why = detail === undefined ? '' : `: ${detail}`
  if (state === 'open') return inconclusive(`port ${port} is open, but no TLS handshake completed${why}`)
  return inconclusive(`port ${port} ${state}${why}`)
}
