import { execFileSync } from 'node:child_process'
import { PEER } from '../../servers/openSslClient.ts'
import type { Material } from '../material.ts'
import { compiledWith, type Options } from './compiled.ts'

const server = compiledWith({
  stack: 'BearSSL 0.6',
  source: 'bearssl.c',
  flags: '-lbearssl',
  header: '/usr/include/bearssl.h',
})

/** It reads DER. */
const der = ({ keys, ca }: Material, key: keyof Material['keys']): Options => {
  const path = keys[key]
  const command = `openssl x509 -in ${path}.leaf -outform DER -out ${path}.leaf.der
openssl x509 -in ${ca} -outform DER -out ${ca}.der
openssl pkey -in ${path}.key -outform DER -out ${path}.key.der`
  execFileSync('chroot', [PEER, 'sh', '-euc', command])
  return { cert: `${path}.leaf.der`, key: `${path}.key.der`, ca: `${ca}.der` }
}

export const BEARSSL = [
  server('full profile, RSA', (material) => ({ profile: 'full_rsa', ...der(material, 'rsa') })),
  server('full profile, ECDSA, in its own order', (material) => ({
    profile: 'full_ec',
    order: 'server',
    alpn: 'http/1.1',
    ...der(material, 'p384'),
  })),
  server('static ECDH alone', (material) => ({ profile: 'minu2g', ...der(material, 'p256') })),
  server('static RSA, TLS 1.0 and 1.1', (material) => ({
    profile: 'full_rsa',
    max: '1.1',
    ...der(material, 'rsa'),
  })),
]
