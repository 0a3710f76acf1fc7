import type { AddressFacts } from '../../../model/endpoint.ts'
import { type CheckDefinition, fail, inconclusive, type Outcome, pass, together } from '../../check.ts'

/** Whether there is TLS to look at; where there is none, no other check is made. */
export const connection: CheckDefinition = {
  id: 'connection',
  title: 'The endpoint answers, and speaks TLS',
  run({ observation, addresses }) {
    const { problem } = observation
    if (problem) return inconclusive(problem.message)
    return together(addresses.map((facts) => ({ where: facts.address, outcome: judge(facts) })))
  },
}

const judge = ({ state, service, detail, tls, port }: AddressFacts): Outcome => {
  if (service === 'http') {
    return fail(
      'plain HTTP: nothing is encrypted, and everything can be read on the way',
      'Put TLS 1.3 with X25519MLKEM768 in front of it, and close the plain port.',
    )
  }
  if (tls && Object.values(tls.versions).some((version) => version.state === 'accepted')) {
    return pass(`port ${port} speaks TLS`)
  }
  const why = detail === undefined ? '' : `: ${detail}`
  if (state === 'open') return inconclusive(`port ${port} is open, and no handshake came about${why}`)
  return inconclusive(`port ${port} ${state}${why}`)
}
