import { isPostQuantum } from '../../model/questions/tls.ts'
import type { SshAlgorithm } from '../../model/ssh.ts'
import { atEachSsh, type Seen, seenOr } from './answer.ts'

export const weakSsh = atEachSsh(
  ({ keyExchange }) => weakOf(keyExchange),
  (some) => `SSH offers ${some}, which is weak even without a quantum computer.`,
)

export const weakHostKey = atEachSsh(
  ({ hostKeys }) => weakOf(hostKeys),
  (some) => `SSH has host keys for ${some}, which is weak even without a quantum computer.`,
)

const weakOf = (algorithms: readonly SshAlgorithm[]): Seen =>
  seenOr(
    algorithms.filter(({ weak }) => weak).map(({ name }) => name),
    undefined,
  )

export const sshTruncation = atEachSsh(
  ({ strictKeyExchange }) => (strictKeyExchange === false ? { seen: ['CVE-2023-48795'] } : undefined),
  () => 'It does not announce strict key exchange (CVE-2023-48795).',
)

export const classicalHostKey = atEachSsh(
  ({ hostKeys }) => (hostKeys.some(isPostQuantum) ? undefined : { seen: hostKeys.map(({ name }) => name) }),
  (some) => `A quantum computer could forge its host keys: ${some}.`,
)
