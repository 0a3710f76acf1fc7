import type { SshFacts } from '../../../model/ssh.ts'
import type { AlgorithmRow } from '../../../registry/algorithms/row.ts'
import { sshCipher, sshHostKeyAlgorithm, sshKeyExchange, sshMac } from '../../../registry/algorithms/ssh.ts'
import { sanitize } from '../../text/sanitize.ts'
import { type Asset, algorithmOr, cryptoAsset, digest, distinct } from './asset.ts'
import { optional, properties } from './properties.ts'
import { references } from './tlsProtocols.ts'

/** What an SSH server offers; nothing where it sent no KEXINIT. */
export const sshProtocols = ({
  state,
  keyExchange,
  hostKeys,
  ciphers,
  macs,
  ...facts
}: SshFacts): Asset[] => {
  if (state !== 'accepted') return []
  const offered = {
    'ssh-key-exchange': keyExchange.map(({ name }) => name),
    'ssh-host-key': hostKeys.map(({ name }) => name),
    'ssh-cipher': ciphers,
    'ssh-mac': macs,
  }
  const dependsOn = distinct([
    ...offered['ssh-key-exchange'].map(by(sshKeyExchange, 'unknown')),
    ...offered['ssh-host-key'].map(by(sshHostKeyAlgorithm, 'signature')),
    ...offered['ssh-cipher'].map(by(sshCipher, 'unknown')),
    ...offered['ssh-mac'].map(by(sshMac, 'unknown')),
  ])
  // RFC 4253 §5.1: 1.99 means 2.0 from a server that supports 1.x too.
  const version = sanitize(facts.identification?.protocolVersion ?? '2.0', 20)
  const ref = `protocol/ssh/${digest(JSON.stringify([version, offered, facts.strictKeyExchange]))}`
  const asset = cryptoAsset(ref, `SSH ${version}`, dependsOn, (spec) => ({
    cryptoProperties: {
      assetType: 'protocol',
      protocolProperties: { type: 'ssh', version, ...references(spec, dependsOn) },
    },
    properties: [
      ...Object.entries(offered).flatMap(([name, values]) => properties(name, values)),
      ...optional('ssh-strict-key-exchange', facts.strictKeyExchange ?? undefined),
    ],
  }))
  return [asset]
}

const by =
  (find: (name: string) => AlgorithmRow | undefined, primitive: 'unknown' | 'signature') =>
  (name: string): Asset =>
    algorithmOr(find(name), name, primitive)
