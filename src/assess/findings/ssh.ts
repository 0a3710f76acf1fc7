import { isPostQuantum, sshListOpen } from '../../model/questions/tls.ts'
import type { SshFacts } from '../../model/ssh.ts'
import type rows from '../../registry/findings/ssh.json'
import { sshKeyType, weakSshCipher, weakSshMac } from '../../registry/ssh.ts'
import { MIN_INTEGER_BITS } from '../../registry/x509/strength.ts'
import { type AddressResult, atEachSsh, type Predicates, seenOr } from './answer.ts'

export const SSH: Predicates<typeof rows> = {
  'weak-ssh': atEachSsh((facts) => weakOf(facts, 'keyExchange')),

  'weak-host-key': atEachSsh((facts) => weakOf(facts, 'hostKeys')),

  'ssh-truncation': atEachSsh(({ strictKeyExchange }) =>
    strictKeyExchange === false ? { seen: ['CVE-2023-48795'] } : undefined,
  ),

  'weak-ssh-cipher': atEachSsh((facts) => weakNames(facts, 'ciphers', weakSshCipher)),

  'weak-ssh-mac': atEachSsh((facts) => weakNames(facts, 'macs', weakSshMac)),

  'short-host-key': atEachSsh(({ hostKeys, ...facts }) => {
    const rsa = hostKeys.filter(({ name }) => /^ssh-rsa\b/.test(sshKeyType(name)))
    const short = rsa.filter(({ bits }) => bits !== undefined && bits < MIN_INTEGER_BITS)
    const unseen = rsa.find(({ bits }) => bits === undefined)
    return seenOr(
      short.map(({ bits }) => `RSA ${bits}`),
      unseen
        ? `the size of its RSA key is unknown${unseen.detail ? `: ${unseen.detail}` : ''}`
        : sshListOpen({ ...facts, hostKeys }, 'hostKeys'),
    )
  }),

  'classical-host-key': atEachSsh((facts) => {
    if (facts.hostKeys.some(isPostQuantum)) return undefined
    const open = sshListOpen(facts, 'hostKeys')
    return open === undefined ? { seen: facts.hostKeys.map(({ name }) => name) } : { open }
  }),
}

const weakNames = (
  { truncated = [], ...lists }: SshFacts,
  list: 'ciphers' | 'macs',
  isWeak: (name: string) => unknown,
): AddressResult =>
  seenOr(
    lists[list].filter((name) => isWeak(name) !== undefined),
    truncated.find(({ where }) => where === list)?.why,
  )

const weakOf = (facts: SshFacts, list: 'keyExchange' | 'hostKeys'): AddressResult =>
  seenOr(
    facts[list].filter(({ weak }) => weak).map(({ name }) => name),
    sshListOpen(facts, list),
  )
