import { execFileSync } from 'node:child_process'
import { PEER } from '../../servers/openSslClient.ts'
import type { Configuration, Known } from '../configuration.ts'
import type { Material } from '../material.ts'

type Key = keyof Material['keys']

/** `selfserv` of Debian's libnss3-tools. */
const server = (
  name: string,
  keys: Partial<Record<'rsa' | 'ec', Key>>,
  options: string[],
  known: Known = {},
): Configuration => ({
  stack: 'NSS 3.110',
  name,
  needs: ['/usr/bin/selfserv'],
  known,
  run: (port, material) => ({
    command: [
      ...['selfserv', '-d', database(material, port, Object.values(keys)), '-p', String(port)],
      ...(keys.rsa ? ['-n', keys.rsa] : []),
      ...(keys.ec ? ['-e', keys.ec] : []),
      ...options,
    ],
  }),
})

const database = ({ inside, keys }: Material, port: number, names: Key[]): string => {
  const folder = `${inside}/nss-${port}`
  const imports = names.map((name) => `pk12util -i ${keys[name]}.p12 -d sql:${folder} -W recording -K ''`)
  const script = `mkdir ${folder}; certutil -N --empty-password -d sql:${folder}; ${imports.join('; ')}`
  execFileSync('chroot', [PEER, 'sh', '-euc', script], { stdio: ['ignore', 'ignore', 'pipe'] })
  return `sql:${folder}`
}

export const NSS = [
  server('default', { rsa: 'rsa' }, []),
  server('RSA and ECDSA certificates, tickets, ALPN', { rsa: 'rsa', ec: 'p256' }, ['-u', '-Q']),
  server('hybrid group, TLS 1.3 alone', { ec: 'p384' }, ['-V', 'tls1.3:tls1.3', '-I', 'mlkem768x25519,P384']),
  server('SSL 3.0 to TLS 1.1 with RC4 and 3DES', { rsa: 'rsa' }, [
    '-V',
    'ssl3:tls1.1',
    '-c',
    'ncd:0005:002F',
  ]),
  server('client certificate required', { rsa: 'rsa' }, ['-r', '-r'], {
    clientCertificate: 'required',
    clientKey: 'rsa',
  }),
]
