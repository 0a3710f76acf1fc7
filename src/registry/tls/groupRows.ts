/**
 * RFC 9846 §4.3.7: NamedGroup, with all that the program does with each. Nothing else enumerates groups: a new group
 * is a row.
 */
export type NamedGroupRow = {
  name: string
  value: number
  kind: 'pqc' | 'hybrid' | 'classical' | 'legacy-draft'
  /** How this program makes keys for it. A hybrid is completed with the keys of its components. */
  key?: GroupKey
  /** The two halves of a hybrid, in their order on the wire: of both shares, and of the secret. */
  components?: readonly [string, string]
  /** Bytes of KeyShareEntry.key_exchange in the ClientHello and in the ServerHello. */
  shareLength?: { client: number; server: number }
  /** May occur in TLS 1.2. */
  tls12: boolean
  tls13: boolean
  /** A group that the OpenSSL of Node.js 24 has. */
  openSsl?: OpenSslGroup
  /** `serve` and `connect` offer it: hybrid groups always, classical ones if --allow-classical is given. */
  offeredByGateway?: true
  /** Every server that knows TLS 1.2 or 1.3 has at least one of these. */
  common?: true
  source: string
  note?: string
}

export type GroupKey =
  /** RFC 7748, by the name of the key type in node:crypto. */
  | { type: 'montgomery'; curve: 'x25519' | 'x448' }
  /** By the name of the curve in node:crypto. */
  | { type: 'weierstrass'; curve: string }
  | { type: 'ml-kem'; parameterSet: 512 | 768 | 1024 }

export type OpenSslGroup = {
  /** The tuple that holds it in the default list of OpenSSL 3.5, from 1; absent: not in that list. */
  tuple?: number
  /** The default list sends a key share for it. */
  keyShare?: true
  /** As getEphemeralKeyInfo() of node:tls spells it, where that is not the IANA name in another case. */
  name?: string
}

const montgomery = (curve: 'x25519' | 'x448'): GroupKey => ({ type: 'montgomery', curve })
const weierstrass = (curve: string): GroupKey => ({ type: 'weierstrass', curve })

type Facts = Omit<NamedGroupRow, 'name' | 'value' | 'kind' | 'tls12' | 'tls13' | 'shareLength'>

/** A Diffie-Hellman share has the same length from both sides. */
const classical = (value: number, name: string, bytes: number, facts: Facts): NamedGroupRow => ({
  name,
  value,
  kind: 'classical',
  tls12: true,
  tls13: true,
  shareLength: { client: bytes, server: bytes },
  ...facts,
})
const only13 = (value: number, name: string, bytes: number, facts: Facts): NamedGroupRow => ({
  ...classical(value, name, bytes, facts),
  tls12: false,
})
/** TLS 1.2 sends the point in ServerKeyExchange, not in a key share: no length is needed. */
const only12 = (value: number, name: string, source: string): NamedGroupRow => ({
  name,
  value,
  kind: 'classical',
  tls12: true,
  tls13: false,
  source,
})

const CURRENT = 'RFC 9846 §4.3.7'
const FFDHE = 'RFC 7919 §2'
const BRAINPOOL = 'RFC 8734 §4'
const GOST = { source: 'RFC 9189; RFC 9367 §4.2.2: the two coordinates without a format byte' }
const SECG = 'RFC 4492 §5.1.1; deprecated by RFC 8422 §5.1.1'

/** Groups that a quantum computer breaks, the most useful first. RFC 9846 §4.3.8.2: uncompressed points, 1 + 2n bytes. */
const CLASSICAL: readonly NamedGroupRow[] = [
  classical(0x001d, 'x25519', 32, {
    key: montgomery('x25519'),
    openSsl: { tuple: 2, keyShare: true },
    offeredByGateway: true,
    common: true,
    source: CURRENT,
  }),
  classical(0x0017, 'secp256r1', 65, {
    key: weierstrass('prime256v1'),
    openSsl: { tuple: 2, name: 'prime256v1' },
    common: true,
    source: CURRENT,
  }),
  classical(0x0018, 'secp384r1', 97, {
    key: weierstrass('secp384r1'),
    openSsl: { tuple: 3 },
    common: true,
    source: CURRENT,
  }),
  classical(0x0019, 'secp521r1', 133, {
    key: weierstrass('secp521r1'),
    openSsl: { tuple: 3 },
    source: CURRENT,
  }),
  classical(0x001e, 'x448', 56, { key: montgomery('x448'), openSsl: { tuple: 3 }, source: CURRENT }),
  classical(0x0100, 'ffdhe2048', 256, { openSsl: { tuple: 4 }, source: FFDHE }),
  classical(0x0101, 'ffdhe3072', 384, { openSsl: { tuple: 4 }, source: FFDHE }),
  classical(0x0102, 'ffdhe4096', 512, { source: FFDHE }),
  classical(0x0103, 'ffdhe6144', 768, { source: FFDHE }),
  classical(0x0104, 'ffdhe8192', 1024, { source: FFDHE }),
  only13(0x001f, 'brainpoolP256r1tls13', 65, { key: weierstrass('brainpoolP256r1'), source: BRAINPOOL }),
  only13(0x0020, 'brainpoolP384r1tls13', 97, { key: weierstrass('brainpoolP384r1'), source: BRAINPOOL }),
  only13(0x0021, 'brainpoolP512r1tls13', 129, { key: weierstrass('brainpoolP512r1'), source: BRAINPOOL }),
  only13(0x0029, 'curveSM2', 65, { source: 'RFC 8998 §3.2.2' }),
  classical(0x0022, 'GC256A', 64, GOST),
  classical(0x0023, 'GC256B', 64, GOST),
  classical(0x0024, 'GC256C', 64, GOST),
  classical(0x0025, 'GC256D', 64, GOST),
  classical(0x0026, 'GC512A', 128, GOST),
  classical(0x0027, 'GC512B', 128, GOST),
  classical(0x0028, 'GC512C', 128, GOST),
  only12(0x001a, 'brainpoolP256r1', 'RFC 7027 §2'),
  only12(0x001b, 'brainpoolP384r1', 'RFC 7027 §2'),
  only12(0x001c, 'brainpoolP512r1', 'RFC 7027 §2'),
  only12(0x0016, 'secp256k1', SECG),
  only12(0x0015, 'secp224r1', SECG),
  only12(0x0014, 'secp224k1', SECG),
  only12(0x0013, 'secp192r1', SECG),
  only12(0x0012, 'secp192k1', SECG),
  only12(0x0011, 'secp160r2', SECG),
  only12(0x0010, 'secp160r1', SECG),
  only12(0x000f, 'secp160k1', SECG),
  only12(0x000e, 'sect571r1', SECG),
  only12(0x000d, 'sect571k1', SECG),
  only12(0x000c, 'sect409r1', SECG),
  only12(0x000b, 'sect409k1', SECG),
  only12(0x000a, 'sect283r1', SECG),
  only12(0x0009, 'sect283k1', SECG),
  only12(0x0008, 'sect239k1', SECG),
  only12(0x0007, 'sect233r1', SECG),
  only12(0x0006, 'sect233k1', SECG),
  only12(0x0005, 'sect193r2', SECG),
  only12(0x0004, 'sect193r1', SECG),
  only12(0x0003, 'sect163r2', SECG),
  only12(0x0002, 'sect163r1', SECG),
  only12(0x0001, 'sect163k1', SECG),
]

const TLS13_ONLY = { tls12: false, tls13: true } as const

/** FIPS 203 table 3: encapsulation key (client) and ciphertext (server). */
const mlKem = (
  value: number,
  parameterSet: 512 | 768 | 1024,
  client: number,
  server: number,
): NamedGroupRow => ({
  name: `MLKEM${parameterSet}`,
  value,
  kind: 'pqc',
  key: { type: 'ml-kem', parameterSet },
  shareLength: { client, server },
  openSsl: {},
  ...TLS13_ONLY,
  source: 'draft-ietf-tls-mlkem; IANA TLS Supported Groups',
})

const ML_KEM: readonly NamedGroupRow[] = [
  mlKem(0x0202, 1024, 1568, 1568),
  mlKem(0x0201, 768, 1184, 1088),
  mlKem(0x0200, 512, 800, 768),
]

const SINGLE: ReadonlyMap<string, NamedGroupRow> = new Map(
  [...ML_KEM, ...CLASSICAL].map((row) => [row.name, row]),
)

/** Two shares one after the other. */
const together = (components: readonly string[]): { client: number; server: number } => {
  const lengths = components.flatMap((name) => SINGLE.get(name)?.shareLength ?? [])
  const sum = (side: 'client' | 'server') => lengths.reduce((total, length) => total + length[side], 0)
  return { client: sum('client'), server: sum('server') }
}

const hybrid = (
  value: number,
  name: string,
  components: readonly [string, string],
  facts: Facts,
): NamedGroupRow => ({
  name,
  value,
  kind: 'hybrid',
  components,
  shareLength: together(components),
  ...TLS13_ONLY,
  ...facts,
})

const ECDHE_MLKEM = { openSsl: {}, offeredByGateway: true, source: 'RFC 10024' } as const
const MLKEM512 = { source: 'draft-rosomakho-tls-ecdhe-mlkem512; IANA TLS Supported Groups' }

const HYBRIDS: readonly NamedGroupRow[] = [
  // The one hybrid whose name and wire order differ.
  hybrid(0x11ec, 'X25519MLKEM768', ['MLKEM768', 'x25519'], {
    ...ECDHE_MLKEM,
    openSsl: { tuple: 1, keyShare: true },
  }),
  hybrid(0x11eb, 'SecP256r1MLKEM768', ['secp256r1', 'MLKEM768'], ECDHE_MLKEM),
  hybrid(0x11ed, 'SecP384r1MLKEM1024', ['secp384r1', 'MLKEM1024'], ECDHE_MLKEM),
  hybrid(0x11ee, 'curveSM2MLKEM768', ['curveSM2', 'MLKEM768'], {
    source: 'draft-yang-tls-hybrid-sm2-mlkem; IANA TLS Supported Groups',
  }),
  hybrid(0x11e9, 'SecP256r1MLKEM512', ['secp256r1', 'MLKEM512'], MLKEM512),
  hybrid(0x11ea, 'MLKEM512X25519', ['MLKEM512', 'x25519'], MLKEM512),
]

const kyber = (value: number, name: string, curve: string, source: string): NamedGroupRow => ({
  name,
  value,
  kind: 'legacy-draft',
  components: [curve, 'Kyber768Draft00'],
  // Kyber768 of round 3 has the lengths of ML-KEM-768.
  shareLength: together([curve, 'MLKEM768']),
  ...TLS13_ONLY,
  source,
  note: 'Obsolete: Kyber round 3 is not ML-KEM',
})

const KYBER_DRAFTS: readonly NamedGroupRow[] = [
  kyber(0x6399, 'X25519Kyber768Draft00', 'x25519', 'draft-tls-westerbaan-xyber768d00'),
  kyber(0x639a, 'SecP256r1Kyber768Draft00', 'secp256r1', 'draft-kwiatkowski-tls-ecdhe-kyber'),
]

/** Hybrid, post-quantum alone, obsolete Kyber drafts, classical; within each the most useful first. */
export const NAMED_GROUPS: readonly NamedGroupRow[] = [...HYBRIDS, ...ML_KEM, ...KYBER_DRAFTS, ...CLASSICAL]
