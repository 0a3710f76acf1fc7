import { isPostQuantum, sshListOpen } from '../../model/questions/tls.ts'
import type { SshFacts } from '../../model/ssh.ts'
import type rows from '../../registry/findings/ssh.json'
import { type AddressResult, atEachSsh, type Predicates, seenOr } from './answer.ts'

export const SSH: Predicates<typeof rows> = {
  'weak-ssh': atEachSsh((facts) => weakOf(facts, 'keyExchange')),

  'weak-host-key': atEachSsh((facts) => weakOf(facts, 'hostKeys')),

  'ssh-truncation': atEachSsh(({ strictKeyExchange }) =>
    strictKeyExchange === false ? { seen: ['CVE-2023-48795'] } : undefined,
  ),

  'classical-host-key': atEachSsh((facts) => {
    if (facts.hostKeys.some(isPostQuantum)) return undefined
    const open = sshListOpen(facts, 'hostKeys')
    return open === undefined ? { seen: facts.hostKeys.map(({ name }) => name) } : { open }
  }),
}

const weakOf = (facts: SshFacts, list: 'keyExchange' | 'hostKeys'): AddressResult =>
  seenOr(
    facts[list].filter(({ weak }) => weak).map(({ name }) => name),
    sshListOpen(facts, list),
  )
