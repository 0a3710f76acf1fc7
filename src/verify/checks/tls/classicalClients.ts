import { assessKeyExchange } from '../../../assess/keyExchange.ts'
import { type CheckDefinition, fail, inconclusive, type Outcome, pass, warn } from '../../check.ts'
import { wanted } from '../../demand.ts'
import { isPostQuantumName } from '../../groups.ts'
import { DROP_CLASSICAL } from '../../remedy.ts'
import type { Subject } from '../../subject.ts'

/** Whoever offers no post-quantum group: let in, which `pqc` forbids, or not. */
export const classicalClients: CheckDefinition = {
  id: 'classical-clients',
  title: 'Clients without post-quantum key exchange are refused',
  run(subject) {
    const { classicalAccepted } = assessKeyExchange(subject.addresses)
    if (classicalAccepted === null) return inconclusive('whether they are let in could not be found out')
    if (!classicalAccepted) return lesserClients(subject)
    const clients = classicallyConnected(subject)
    const named =
      clients.length === 0 ? 'none of the simulated runtimes uses it' : `so connect ${clients.join(', ')}`
    const judge = subject.options.requirement === 'pqc' ? fail : warn
    return judge(`classical key exchange is still taken; ${named}`, DROP_CLASSICAL)
  },
}

/** Whoever has a post-quantum group, and none that the mandates take. */
const lesserClients = ({ tls, options }: Subject): Outcome => {
  const taken = [...new Set(tls.flatMap(({ lesser }) => lesser?.name ?? []))]
  if (taken.length === 0) return pass('no classical group and no version before TLS 1.3 is taken')
  const judge = options.requirement === 'pqc' ? fail : warn
  return judge(
    `nothing classical is taken, but ${taken.join(', ')}, which is no ${wanted(options)}`,
    DROP_CLASSICAL,
  )
}

const classicallyConnected = ({ tls }: Subject): string[] => {
  const connected = tls
    .flatMap(({ facts }) => facts.clients)
    .filter(({ state, group }) => state === 'accepted' && !isPostQuantumName(group))
  return [...new Set(connected.map(({ client }) => client))]
}
