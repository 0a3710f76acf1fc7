import type { AddressFacts } from '../../../model/endpoint.ts'
import { type CheckDefinition, fail, inconclusive, type Outcome, pass, together } from '../../check.ts'

/** Without TLS no other check is made. */
export const connection: CheckDefinition = {
  id: 'connection',
  title: 'The endpoint answers with TLS',
  run({ observation, addresses }) {
    const { problem } = observation
    if (problem) return inconclusive(problem.message)
    return together(addresses.map((facts) => ({ where: facts.address, outcome: judge(facts) })))
  },
}

const judge = ({ state, service, detail, tls, port }: AddressFacts): Outcome => {
  if (service === 'http') {
    return fail(
      'plain HTTP: unencrypted, readable by anyone on the network path',
      'Serve it over TLS 1.3 with X25519MLKEM768, and close the plain HTTP port.',
    )
  }
  if (tls && Object.values(tls.versions).some((version) => version.state === 'accepted')) {
    return pass(`port ${port} speaks TLS`)
  }
  const why = detail === undefined ? '' : `: ${detail}`
  if (state === 'open') return inconclusive(`port ${port} is open, but no TLS handshake completed${why}`)
  return inconclusive(`port ${port} ${state}${why}`)
}
