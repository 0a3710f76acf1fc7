import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { withTemporaryFolder } from './measure.ts'
import type { PairPorts, PairRequest } from './pairServer.ts'
import { CHROOT } from './peers.ts'

/** By name: what `openssl req -newkey` of OpenSSL 3.5 makes of it. */
export const SIGNATURES = {
  'ECDSA P-256': ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  'RSA-2048': ['rsa:2048'],
  'RSA-3072': ['rsa:3072'],
  'ML-DSA-44': ['ML-DSA-44'],
  'ML-DSA-65': ['ML-DSA-65'],
  'ML-DSA-87': ['ML-DSA-87'],
} as const satisfies Record<string, readonly string[]>

export type Signature = keyof typeof SIGNATURES

/** Why there are no certificates here; undefined where there are. */
export const whyNoPair = (): string | undefined => {
  if (!existsSync(`${CHROOT}/usr/bin/openssl`))
    return 'OpenSSL 3.5: not installed (test/peers/setup.sh brings it)'
  return process.getuid?.() === 0 ? undefined : 'OpenSSL 3.5: not where it may be used (chroot needs root)'
}

/** The reference server, and node:tls as it is set up, with one certificate of each kind, while `use` runs. */
export const withPair = async <T>(
  signatures: readonly Signature[],
  bareGroups: string,
  use: (ports: PairPorts) => Promise<T>,
): Promise<T> => {
  const identities = await withTemporaryFolder(
    async (folder) => signatures.map((signature) => identity(folder, signature)),
    `${CHROOT}/tmp`,
  )
  const server = fork(fileURLToPath(new URL('pairServer.ts', import.meta.url)))
  try {
    server.send({ identities, bareGroups } satisfies PairRequest)
    const [ports] = (await once(server, 'message')) as [PairPorts]
    return await use(ports)
  } finally {
    const gone = once(server, 'exit')
    if (server.exitCode === null && server.kill()) await gone
  }
}

/** One certificate, signed with a key of its own kind: as long as one that an authority of that kind issued. */
const identity = (folder: string, signature: Signature): { certificate: string; key: string } => {
  const inside = folder.slice(CHROOT.length)
  execFileSync(
    'chroot',
    [
      CHROOT,
      'openssl',
      ...['req', '-x509', '-newkey', ...SIGNATURES[signature], '-nodes', '-days', '2'],
      ...['-keyout', `${inside}/key.pem`, '-out', `${inside}/certificate.pem`],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
    ],
    { stdio: 'ignore' },
  )
  const read = (name: string): string => readFileSync(`${folder}/${name}.pem`, 'utf8')
  return { certificate: read('certificate'), key: read('key') }
}
