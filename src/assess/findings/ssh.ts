import { isPostQuantum } from '../../model/questions/tls.ts'
import type { SshAlgorithm } from '../../model/ssh.ts'
import type rows from '../../registry/findings/ssh.json'
import { type AddressResult, atEachSsh, type Predicates, seenOr } from './answer.ts'

export const SSH: Predicates<typeof rows> = {
  'weak-ssh': atEachSsh(
    ({ keyExchange }) => weakOf(keyExchange),
    (some) =>
      `Its SSH server offers key exchange methods that are weak even without a quantum computer: ${some}.`,
  ),

  'weak-host-key': atEachSsh(
    ({ hostKeys }) => weakOf(hostKeys),
    (some) =>
      `Its SSH server offers host key algorithms that are weak even without a quantum computer: ${some}.`,
  ),

  'ssh-truncation': atEachSsh(
    ({ strictKeyExchange }) => (strictKeyExchange === false ? { seen: ['CVE-2023-48795'] } : undefined),
    () => 'Its SSH server does not announce strict key exchange (CVE-2023-48795).',
  ),

  'classical-host-key': atEachSsh(
    ({ hostKeys }) => (hostKeys.some(isPostQuantum) ? undefined : { seen: hostKeys.map(({ name }) => name) }),
    (some) => `A quantum computer can forge the signatures of its host keys: ${some}.`,
  ),
}

const weakOf = (algorithms: readonly SshAlgorithm[]): AddressResult =>
  seenOr(
    algorithms.filter(({ weak }) => weak).map(({ name }) => name),
    undefined,
  )
