import { isPostQuantum } from '../../model/questions/tls.ts'
import { atEachSsh, seenOr } from './answer.ts'

export const weakSsh = atEachSsh(
  ({ keyExchange, hostKeys }) =>
    seenOr(
      [...keyExchange, ...hostKeys].filter(({ weak }) => weak).map(({ name }) => name),
      undefined,
    ),
  (some) => `It offers ${some}.`,
)

export const sshTruncation = atEachSsh(
  ({ strictKeyExchange }) => (strictKeyExchange === false ? { seen: ['CVE-2023-48795'] } : undefined),
  () => 'It does not announce strict key exchange (CVE-2023-48795).',
)

export const classicalHostKey = atEachSsh(
  ({ hostKeys }) => (hostKeys.some(isPostQuantum) ? undefined : { seen: hostKeys.map(({ name }) => name) }),
  (some) => `A quantum computer could forge its host keys: ${some}.`,
)
