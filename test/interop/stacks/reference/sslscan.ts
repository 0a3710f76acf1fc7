import { execFile } from 'node:child_process'
import { groupName } from '../../../../src/registry/tls/groups/namedGroups.ts'
import { cipherSuiteName } from '../../../../src/registry/tls/suites/cipherSuites.ts'
import { PEER } from '../../servers/openSslClient.ts'
import { type Facts, NO, YES } from './facts.ts'

const VERSION: Record<string, string> = {
  'ssl 3': 'SSL 3.0',
  'tls 1.0': 'TLS 1.0',
  'tls 1.1': 'TLS 1.1',
  'tls 1.2': 'TLS 1.2',
  'tls 1.3': 'TLS 1.3',
}

/** What `sslscan` of the chroot says: it writes some hellos itself and so knows suites that OpenSSL no longer has. */
export const askSslscan = async (port: number): Promise<Facts> => {
  const facts: Facts = new Map()
  for (const [, element = '', text = ''] of (await run(port)).matchAll(
    /<(protocol|cipher|group) ([^>]*)\/>/g,
  )) {
    const field = Object.fromEntries(
      [...text.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    )
    const version =
      VERSION[(field['sslversion'] ?? `${field['type']} ${field['version']}`).toLowerCase().replace('v', ' ')]
    if (version === undefined) continue
    if (element === 'protocol') facts.set(`version ${version}`, field['enabled'] === '1' ? YES : NO)
    if (element === 'cipher') facts.set(`suite ${version} ${cipherSuiteName(Number(field['id']))}`, YES)
    if (element === 'group' && version === 'TLS 1.3')
      facts.set(`group ${groupName(Number(field['id']))}`, YES)
    if (element === 'group' && version === 'TLS 1.2')
      facts.set(`curve ${groupName(Number(field['id']))}`, YES)
  }
  return facts
}

const run = (port: number): Promise<string> =>
  new Promise((resolve) => {
    const command = [
      PEER,
      'sslscan',
      '--no-heartbleed',
      '--sni-name=localhost',
      '--no-check-certificate',
      '--xml=-',
      `127.0.0.1:${port}`,
    ]
    execFile('chroot', command, { timeout: 60_000, maxBuffer: 1 << 24 }, (_, stdout) => resolve(stdout))
  })
