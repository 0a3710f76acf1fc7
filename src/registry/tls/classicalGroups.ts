import type { NamedGroupRow } from './namedGroups.ts'

type Facts = Omit<NamedGroupRow, 'name' | 'value' | 'kind'>

/** A Diffie-Hellman share is as long from the server as from the client. */
const share = (bytes: number) => ({ client: bytes, server: bytes })
const row = (value: number, name: string, facts: Facts): NamedGroupRow => ({
  name,
  value,
  kind: 'classical',
  ...facts,
})

const both = (bytes: number, source: string): Facts => ({
  tls12: true,
  tls13: true,
  shareLength: share(bytes),
  source,
})
const only13 = (bytes: number, source: string): Facts => ({ ...both(bytes, source), tls12: false })
/** TLS 1.2 sends the point in ServerKeyExchange, not in a key share: no length is needed. */
const only12 = (source: string): Facts => ({ tls12: true, tls13: false, source })

const CURRENT = 'RFC 9846 §4.3.7'
const SECG = 'RFC 4492 §5.1.1; deprecated by RFC 8422 §5.1.1'

/** Groups that a quantum computer breaks, the most useful first. RFC 9846 §4.3.8.2: uncompressed points, 1 + 2n bytes. */
export const CLASSICAL_GROUPS: readonly NamedGroupRow[] = [
  row(0x001d, 'x25519', both(32, CURRENT)),
  row(0x0017, 'secp256r1', both(65, CURRENT)),
  row(0x0018, 'secp384r1', both(97, CURRENT)),
  row(0x0019, 'secp521r1', both(133, CURRENT)),
  row(0x001e, 'x448', both(56, CURRENT)),
  row(0x0100, 'ffdhe2048', both(256, 'RFC 7919 §2')),
  row(0x0101, 'ffdhe3072', both(384, 'RFC 7919 §2')),
  row(0x0102, 'ffdhe4096', both(512, 'RFC 7919 §2')),
  row(0x0103, 'ffdhe6144', both(768, 'RFC 7919 §2')),
  row(0x0104, 'ffdhe8192', both(1024, 'RFC 7919 §2')),
  row(0x001f, 'brainpoolP256r1tls13', only13(65, 'RFC 8734 §4')),
  row(0x0020, 'brainpoolP384r1tls13', only13(97, 'RFC 8734 §4')),
  row(0x0021, 'brainpoolP512r1tls13', only13(129, 'RFC 8734 §4')),
  row(0x0029, 'curveSM2', only13(65, 'RFC 8998 §3.2.2')),
  // RFC 9367 §4.2.2: the two coordinates without a format byte.
  row(0x0022, 'GC256A', both(64, 'RFC 9189; RFC 9367')),
  row(0x0023, 'GC256B', both(64, 'RFC 9189; RFC 9367')),
  row(0x0024, 'GC256C', both(64, 'RFC 9189; RFC 9367')),
  row(0x0025, 'GC256D', both(64, 'RFC 9189; RFC 9367')),
  row(0x0026, 'GC512A', both(128, 'RFC 9189; RFC 9367')),
  row(0x0027, 'GC512B', both(128, 'RFC 9189; RFC 9367')),
  row(0x0028, 'GC512C', both(128, 'RFC 9189; RFC 9367')),
  row(0x001a, 'brainpoolP256r1', only12('RFC 7027 §2')),
  row(0x001b, 'brainpoolP384r1', only12('RFC 7027 §2')),
  row(0x001c, 'brainpoolP512r1', only12('RFC 7027 §2')),
  row(0x0016, 'secp256k1', only12(SECG)),
  row(0x0015, 'secp224r1', only12(SECG)),
  row(0x0014, 'secp224k1', only12(SECG)),
  row(0x0013, 'secp192r1', only12(SECG)),
  row(0x0012, 'secp192k1', only12(SECG)),
  row(0x0011, 'secp160r2', only12(SECG)),
  row(0x0010, 'secp160r1', only12(SECG)),
  row(0x000f, 'secp160k1', only12(SECG)),
  row(0x000e, 'sect571r1', only12(SECG)),
  row(0x000d, 'sect571k1', only12(SECG)),
  row(0x000c, 'sect409r1', only12(SECG)),
  row(0x000b, 'sect409k1', only12(SECG)),
  row(0x000a, 'sect283r1', only12(SECG)),
  row(0x0009, 'sect283k1', only12(SECG)),
  row(0x0008, 'sect239k1', only12(SECG)),
  row(0x0007, 'sect233r1', only12(SECG)),
  row(0x0006, 'sect233k1', only12(SECG)),
  row(0x0005, 'sect193r2', only12(SECG)),
  row(0x0004, 'sect193r1', only12(SECG)),
  row(0x0003, 'sect163r2', only12(SECG)),
  row(0x0002, 'sect163r1', only12(SECG)),
  row(0x0001, 'sect163k1', only12(SECG)),
]
