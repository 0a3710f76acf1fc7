import { isPostQuantum, sshListOpen } from '../../model/questions/tls.ts'
import type { SshFacts } from '../../model/ssh.ts'
import type rows from '../../registry/findings/ssh.json'
import { type AddressResult, atEachSsh, type Predicates, seenOr } from './answer.ts'

export const SSH: Predicates<typeof rows> = {
  'weak-ssh': atEachSsh(
    (facts) => weakOf(facts, 'keyExchange'),
    (some) =>
      `Its SSH server offers key exchange methods that are weak even without a quantum computer: ${some}.`,
  ),

  'weak-host-key': atEachSsh(
    (facts) => weakOf(facts, 'hostKeys'),
    (some) =>
      `Its SSH server offers host key algorithms that are weak even without a quantum computer: ${some}.`,
  ),

  'ssh-truncation': atEachSsh(
    ({ strictKeyExchange }) => (strictKeyExchange === false ? { seen: ['CVE-2023-48795'] } : undefined),
    () => 'Its SSH server does not announce strict key exchange (CVE-2023-48795).',
  ),

  'classical-host-key': atEachSsh(
    (facts) => {
      if (facts.hostKeys.some(isPostQuantum)) return undefined
      const open = sshListOpen(facts, 'hostKeys')
      return open === undefined ? { seen: facts.hostKeys.map(({ name }) => name) } : { open }
    },
    (some) => `A quantum computer can forge the signatures of its host keys: ${some}.`,
  ),
}

const weakOf = (facts: SshFacts, list: 'keyExchange' | 'hostKeys'): AddressResult =>
  seenOr(
    facts[list].filter(({ weak }) => weak).map(({ name }) => name),
    sshListOpen(facts, list),
  )
