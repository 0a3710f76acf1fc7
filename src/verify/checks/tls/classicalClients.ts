import { byFindings, type CheckDefinition, fail, type Outcome, pass, warn } from '../../check.ts'
import { isPostQuantumName, wanted } from '../../groups.ts'
import { DROP_CLASSICAL } from '../../remedy.ts'
import type { Subject } from '../../subject.ts'

export const classicalClients: CheckDefinition = {
  id: 'classical-clients',
  title: 'Clients without post-quantum key exchange are refused',
  run(subject) {
    const result = subject.options.requirement === 'pqc' ? 'fail' : 'warn'
    const found = byFindings(subject, { 'classical-accepted': result })
    if (!found) return clientsNotAllowed(subject)
    if (found.inconclusive) return found
    const clients = classicallyConnected(subject)
    const named =
      clients.length === 0 ? 'not used by any of the simulated runtimes' : `used by ${clients.join(', ')}`
    return { ...found, evidence: `${found.evidence} It is ${named}.`, remedy: DROP_CLASSICAL }
  },
}

/** Clients with a post-quantum group that the mandates do not allow. */
const clientsNotAllowed = ({ tls, options }: Subject): Outcome => {
  const names = [...new Set(tls.flatMap(({ notAllowed }) => notAllowed?.name ?? []))]
  if (names.length === 0) return pass('no classical group and no version earlier than TLS 1.3 is accepted')
  const judge = options.requirement === 'pqc' ? fail : warn
  return judge(
    `classical clients are refused, but it accepts ${names.join(', ')}, which is not a ${wanted(options)}`,
    DROP_CLASSICAL,
  )
}

const classicallyConnected = ({ tls }: Subject): string[] => {
  const connected = tls
    .flatMap(({ facts }) => facts.clients)
    .filter(({ state, group }) => state === 'accepted' && !isPostQuantumName(group))
  return [...new Set(connected.map(({ client }) => client))]
}
