import type { AlgorithmRow } from './row.ts'

const SHA2 = 'FIPS 180-4; NIST PQC call for proposals §4.A.5 (security categories)'
const BROKEN = 'collisions are known: RFC 6151, RFC 9155'

const hash = (name: string, facts: Partial<AlgorithmRow>, source: string): AlgorithmRow => ({
  name,
  primitive: 'hash',
  functions: ['digest'],
  ...facts,
  source,
})

const sha2 = (bits: number, facts: Partial<AlgorithmRow>): AlgorithmRow =>
  hash(
    `SHA-${bits}`,
    { family: 'SHA-2', parameterSet: String(bits), classicalBits: bits / 2, ...facts },
    SHA2,
  )

/** By the name that TLS gives them in cipher suites and in this program's signature schemes, lower case. */
const HASHES: Readonly<Record<string, AlgorithmRow>> = {
  md5: hash('MD5', { family: 'MD5', nistLevel: 0 }, BROKEN),
  sha: hash('SHA-1', { family: 'SHA-1', nistLevel: 0 }, BROKEN),
  sha1: hash('SHA-1', { family: 'SHA-1', nistLevel: 0 }, BROKEN),
  sha224: sha2(224, {}),
  sha256: sha2(256, { nistLevel: 2 }),
  sha384: sha2(384, { nistLevel: 4 }),
  // Stronger than every category.
  sha512: sha2(512, {}),
  sm3: hash('SM3', { family: 'SM3', classicalBits: 128 }, 'GB/T 32905-2016'),
}

export const hashAlgorithm = (name: string): AlgorithmRow | undefined => {
  const key = name.toLowerCase()
  return Object.hasOwn(HASHES, key) ? HASHES[key] : undefined
}

/** HMAC with that hash (RFC 2104). */
export const hmac = (hashName: string): AlgorithmRow | undefined => {
  const row = hashAlgorithm(hashName)
  return (
    row && {
      name: `HMAC-${row.name}`,
      primitive: 'mac',
      family: 'HMAC',
      functions: ['tag'],
      source: 'RFC 2104',
    }
  )
}
