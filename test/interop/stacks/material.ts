import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { PEER } from '../servers/openSslClient.ts'

/** A folder that the chroot sees, with a key and a chain of two certificates for localhost of each kind. */
export type Material = {
  /** As this process sees the folder, and as the chroot does. */
  outside: string
  inside: string
  /** Paths within the chroot, without the endings .pem (chain), .key, .both and .p12 (password `recording`). */
  keys: Readonly<Record<Key, string>>
  /** Path of the issuer's certificate. */
  ca: string
  /** Paths of parameters of Diffie-Hellman: of this server alone, and ffdhe8192. */
  dh1024: string
  dh8192: string
  write(name: string, text: string): string
  remove(): void
}

/** The arguments of `openssl genpkey -algorithm`; undefined: those of parameters that are made before. */
const KEYS = {
  rsa: 'RSA -pkeyopt rsa_keygen_bits:2048',
  pss: 'RSA-PSS -pkeyopt rsa_keygen_bits:2048',
  p256: 'EC -pkeyopt ec_paramgen_curve:P-256',
  p384: 'EC -pkeyopt ec_paramgen_curve:P-384',
  p521: 'EC -pkeyopt ec_paramgen_curve:P-521',
  brainpool: 'EC -pkeyopt ec_paramgen_curve:brainpoolP256r1',
  ed25519: 'ED25519',
  ed448: 'ED448',
  mldsa: 'ML-DSA-65',
  dsa: undefined,
} as const
type Key = keyof typeof KEYS

export const makeMaterial = (): Material => {
  mkdirSync(`${PEER}/tmp`, { recursive: true })
  const outside = mkdtempSync(`${PEER}/tmp/stacks-`)
  const inside = outside.slice(PEER.length)
  execFileSync('chmod', ['755', outside])
  execFileSync('chroot', [PEER, 'sh', '-euc', script(inside)], { stdio: ['ignore', 'ignore', 'pipe'] })
  return {
    outside,
    inside,
    keys: Object.fromEntries(
      Object.keys(KEYS).map((name) => [name, `${inside}/${name}`]),
    ) as Material['keys'],
    ca: `${inside}/ca.pem`,
    dh1024: `${inside}/dh1024.pem`,
    dh8192: `${inside}/dh8192.pem`,
    write: (name, text) => {
      writeFileSync(`${outside}/${name}`, text)
      return `${inside}/${name}`
    },
    remove: () => rmSync(outside, { recursive: true, force: true }),
  }
}

/** Mono reads no newer encryption. */
const PKCS12 = '-passout pass:recording -keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1'

const script = (folder: string): string => `cd ${folder}
openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -subj /CN=authority -days 30
printf 'subjectAltName=DNS:localhost\\n' >extensions
openssl dsaparam -out dsa.param 2048
openssl dhparam -dsaparam -out dh1024.pem 1024
openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe8192 -out dh8192.pem
${Object.entries(KEYS)
  .map(
    ([
      name,
      algorithm,
    ]) => `openssl genpkey ${algorithm ? `-algorithm ${algorithm}` : `-paramfile ${name}.param`} -out ${name}.key
openssl req -new -key ${name}.key -subj /CN=${name}.localhost -out ${name}.csr
openssl x509 -req -in ${name}.csr -CA ca.pem -CAkey ca.key -extfile extensions -days 30 -out ${name}.leaf
cat ${name}.leaf ca.pem >${name}.pem
cat ${name}.pem ${name}.key >${name}.both
openssl pkcs12 -export ${PKCS12} -name ${name} -inkey ${name}.key -in ${name}.pem -out ${name}.p12`,
  )
  .join('\n')}
chmod a+r *
`
