/** A cryptographic algorithm as an inventory of cryptography describes it (CycloneDX `algorithmProperties`). */
export type AlgorithmRow = {
  /** Unique among all rows. */
  name: string
  primitive:
    | 'kem'
    | 'key-agree'
    | 'signature'
    | 'pke'
    | 'ae'
    | 'block-cipher'
    | 'stream-cipher'
    | 'mac'
    | 'hash'
    | 'combiner'
    | 'unknown'
  /** As the cryptography definitions of CycloneDX 1.7 spell it; absent where they have none. */
  family?: string
  parameterSet?: string
  /** As the cryptography definitions of CycloneDX 1.7 spell it: `secg/secp256r1`. */
  curve?: string
  mode?: 'cbc' | 'gcm' | 'ccm' | 'ctr'
  padding?: 'pkcs1v15' | 'oaep'
  functions?: readonly string[]
  /** Bits of security against a classical computer. */
  classicalBits?: number
  /** NIST's security category: 0 where a quantum computer breaks it, absent where NIST has put it in none. */
  nistLevel?: number
  oid?: string
  /** What it is put together from. */
  parts?: readonly AlgorithmRow[]
  source: string
}
