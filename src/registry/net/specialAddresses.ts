/** Addresses that are not globally reachable: they lead into the scanner's own networks, or nowhere. */
export type SpecialAddressRow = { prefix: string; bits: number; what: string; source: string }

const V4 = 'IANA IPv4 Special-Purpose Address Registry (RFC 6890)'
const V6 = 'IANA IPv6 Special-Purpose Address Registry (RFC 6890)'

export const SPECIAL_ADDRESSES = [
  { prefix: '0.0.0.0', bits: 8, what: 'this network', source: V4 },
  { prefix: '10.0.0.0', bits: 8, what: 'private', source: V4 },
  { prefix: '100.64.0.0', bits: 10, what: 'shared address space', source: V4 },
  { prefix: '127.0.0.0', bits: 8, what: 'loopback', source: V4 },
  { prefix: '169.254.0.0', bits: 16, what: 'link-local', source: V4 },
  { prefix: '172.16.0.0', bits: 12, what: 'private', source: V4 },
  { prefix: '192.0.0.0', bits: 24, what: 'protocol assignments', source: V4 },
  { prefix: '192.0.2.0', bits: 24, what: 'documentation', source: V4 },
  { prefix: '192.88.99.0', bits: 24, what: '6to4 relay', source: 'RFC 7526 (deprecated)' },
  { prefix: '192.168.0.0', bits: 16, what: 'private', source: V4 },
  { prefix: '198.18.0.0', bits: 15, what: 'benchmarking', source: V4 },
  { prefix: '198.51.100.0', bits: 24, what: 'documentation', source: V4 },
  { prefix: '203.0.113.0', bits: 24, what: 'documentation', source: V4 },
  { prefix: '224.0.0.0', bits: 4, what: 'multicast', source: 'RFC 5771' },
  { prefix: '240.0.0.0', bits: 4, what: 'reserved', source: V4 },
  { prefix: '::', bits: 128, what: 'unspecified', source: V6 },
  { prefix: '::1', bits: 128, what: 'loopback', source: V6 },
  { prefix: '64:ff9b:1::', bits: 48, what: 'local translation', source: V6 },
  { prefix: '100::', bits: 64, what: 'discard-only', source: V6 },
  { prefix: '100:0:0:1::', bits: 64, what: 'dummy prefix', source: V6 },
  { prefix: '2001::', bits: 23, what: 'protocol assignments', source: V6 },
  { prefix: '2001:db8::', bits: 32, what: 'documentation', source: V6 },
  { prefix: '3fff::', bits: 20, what: 'documentation', source: V6 },
  { prefix: '5f00::', bits: 16, what: 'segment routing', source: V6 },
  { prefix: 'fc00::', bits: 7, what: 'unique-local', source: V6 },
  { prefix: 'fe80::', bits: 10, what: 'link-local', source: V6 },
  { prefix: 'fec0::', bits: 10, what: 'site-local', source: 'RFC 3879 (deprecated)' },
  { prefix: 'ff00::', bits: 8, what: 'multicast', source: 'RFC 4291 §2.7' },
] as const satisfies readonly SpecialAddressRow[]

/** IPv6 prefixes that carry an IPv4 address, at byte `offset`: each is judged by the address that it carries. */
export const CARRIERS_OF_IPV4 = [
  { prefix: '::ffff:0:0', bits: 96, offset: 12, source: 'RFC 4291 §2.5.5.2: IPv4-mapped' },
  { prefix: '::', bits: 96, offset: 12, source: 'RFC 4291 §2.5.5.1: IPv4-compatible (deprecated)' },
  { prefix: '64:ff9b::', bits: 96, offset: 12, source: 'RFC 6052 §2.1: NAT64' },
  { prefix: '2002::', bits: 16, offset: 2, source: 'RFC 3056 §2: 6to4' },
] as const
