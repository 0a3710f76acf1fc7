import { existsSync, rmSync } from 'node:fs'
import { NAMED_GROUPS } from '../../../../src/registry/tls/groups/namedGroups.ts'
import { schemeName, TLS12_SCHEMES, TLS13_SCHEMES } from '../../../../src/registry/tls/signatureSchemes.ts'
import { type Configuration, PSK } from '../configuration.ts'
import type { Material } from '../material.ts'
import { type Facts, NO, YES } from './facts.ts'
import { type Client, type Connection, clientOf, knownNames, suiteNames } from './openssl.ts'

const VERSIONS = [
  ['TLS 1.3', '-tls1_3', 'TLSv1.3'],
  ['TLS 1.2', '-tls1_2', 'TLSv1.2'],
  ['TLS 1.1', '-tls1_1', 'TLSv1.1'],
  ['TLS 1.0', '-tls1', 'TLSv1'],
] as const

const SUITES13 = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_CCM_SHA256',
  'TLS_AES_128_CCM_8_SHA256',
]

/** mbedTLS 3.6 and wolfSSL 5.7 read no more. */
const MOST = 19

const SCHEMES = [
  ...['ecdsa_secp256r1_sha256', 'ecdsa_secp384r1_sha384', 'ecdsa_secp521r1_sha512', 'ed25519', 'ed448'],
  ...['rsa_pss_rsae_sha256', 'rsa_pss_rsae_sha384', 'rsa_pss_rsae_sha512'],
  ...['rsa_pkcs1_sha256', 'rsa_pkcs1_sha384', 'rsa_pkcs1_sha512'],
  ...['rsa_pss_pss_sha256', 'rsa_pss_pss_sha384', 'rsa_pss_pss_sha512'],
  ...['mldsa44', 'mldsa65', 'mldsa87', 'ecdsa_sha1', 'rsa_pkcs1_sha1'],
]
const BRAINPOOL_SCHEMES = ['P256r1tls13_sha256', 'P384r1tls13_sha384', 'P512r1tls13_sha512'].map(
  (name) => `ecdsa_brainpool${name}`,
)
const OLD_SCHEMES = ['ecdsa_sha224', 'rsa_pkcs1_sha224', 'dsa_sha256', 'dsa_sha1']

/** Families whose suites are asked for one after the other until the server chooses none. */
const FAMILIES = ['kECDHE+aECDSA', 'kECDHE+aRSA', 'kDHE+aRSA', 'kRSA', 'aNULL', 'aPSK:kRSAPSK']

const ALL_SUITES = ['-cipher', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0']

/** What `openssl s_client` of the chroot is served, one question a connection. */
export const askOpenSsl = async (
  configuration: Configuration,
  material: Material,
  port: number,
): Promise<Facts> => {
  const client = clientOf(configuration, material, port)
  const facts: Facts = new Map()
  const seen: Connection[] = []
  const ask = async (...args: string[]): Promise<Connection> => {
    const connection = await client.ask(...args, ...(args.includes('-cipher') ? [] : ALL_SUITES))
    if (connection.suite !== undefined) seen.push(connection)
    return connection
  }
  // A certificate on an elliptic curve may need its own curve, and in TLS 1.3 its scheme.
  const { curve } = await ask('-groups', ANY_GROUP)
  const schemes = curve?.startsWith('brainpool') ? [...BRAINPOOL_SCHEMES, ...SCHEMES].slice(0, MOST) : SCHEMES
  const groups = await askGroups(ask, facts, schemes)
  const offered = curve?.startsWith('brainpool') ? [...groups, curve] : groups
  const offer = ['-groups', groups.length > 0 ? offered.join(':') : ANY_GROUP]
  const askVersion = async ([version, flag, protocol]: (typeof VERSIONS)[number]): Promise<void> => {
    const { suite, version: spoken } = await ask(flag, ...offer, '-sigalgs', schemes.join(':'))
    const served = suite !== undefined && spoken === protocol
    facts.set(`version ${version}`, served ? YES : NO)
    if (!served) return
    const suites =
      version === 'TLS 1.3'
        ? await askSuites13(ask, offer)
        : await askSuites(ask, flag, configuration.known?.psk === 'optional')
    for (const name of suites.standard) facts.set(`suite ${version} ${name}`, YES)
    const isNewer = version === 'TLS 1.3' || version === 'TLS 1.2'
    const own = seen.find((one) => one.version === 'TLSv1.2' && one.curve !== undefined)?.curve
    await Promise.all([
      askSuiteChoice(ask, facts, version, flag, suites.openSsl, offer),
      isNewer && (version === 'TLS 1.3' || suites.openSsl.some(isSigned))
        ? askSchemes(ask, facts, version, flag, offer)
        : undefined,
      isNewer ? askTickets(client, facts, version, flag, offer, material, port) : undefined,
      version === 'TLS 1.2' ? askCurves(ask, facts, suites.openSsl, own) : undefined,
    ])
  }
  await Promise.all(VERSIONS.map(askVersion))
  if (seen.length === 0) return facts
  await Promise.all([askTolerance(ask, facts, groups), askProtocols(ask, facts, offer)])
  facts.set(
    'clientCertificate',
    seen.some(({ certificateRequested }) => certificateRequested) ? 'requested' : 'none',
  )
  for (const { chain } of seen) if (chain[0]) facts.set(`chain ${chain[0]}`, String(chain.length))
  return facts
}

type Ask = Client['ask']

const ANY_GROUP = 'P-256:P-384:P-521:X25519:X448:brainpoolP256r1:brainpoolP384r1:brainpoolP512r1'

/**
 * Which names a server accepts. Those of one kind are offered together first: where it chooses none of them, that is the answer for
 * each. The client of the chroot does not know all names.
 */
const askEach = async (
  names: readonly string[],
  kindOf: (name: string) => string,
  asks: (names: readonly string[]) => Promise<string | undefined>,
): Promise<Map<string, boolean>> => {
  const known = await knownNames()
  const kinds = Map.groupBy(
    names.filter((name) => known.has(name.toLowerCase())),
    kindOf,
  )
  const answers = await Promise.all(
    [...kinds.values()].map(async (same) => {
      const isNone = same.length > 1 && (await asks(same)) === undefined
      return Promise.all(
        same.map(async (name) => [name, !isNone && (await asks([name])) !== undefined] as const),
      )
    }),
  )
  return new Map(answers.flat())
}

/** Those of less than 256 bits apart from the others of SECG, which most servers have. */
const kindOfGroup = (name: string): string => /^(secp(1|224)|[a-z]+)/i.exec(name)?.[0] ?? name

const kindOfScheme = (name: string): string =>
  /^(rsa_pss_rsae|rsa_pss_pss|rsa_pkcs1|ecdsa|ed|dsa|mldsa)/.exec(name)?.[0] ?? name

const askGroups = async (ask: Ask, facts: Facts, usual: readonly string[]): Promise<string[]> => {
  const names = NAMED_GROUPS.filter(({ tls13 }) => tls13).map(({ name }) => name)
  const groups = await askEach(names, kindOfGroup, async (some) => {
    const schemes = some[0]?.startsWith('brainpool') ? BRAINPOOL_SCHEMES : []
    const sigalgs = ['-sigalgs', [...new Set([...schemes, ...usual])].slice(0, MOST).join(':')]
    const { suite, group } = await ask('-tls1_3', '-groups', some.join(':'), ...sigalgs)
    return suite === undefined ? undefined : some.find((name) => isGroup(group, name))
  })
  for (const [name, isAccepted] of groups) facts.set(`group ${name}`, isAccepted ? YES : NO)
  const accepted = names.filter((name) => groups.get(name))
  // Without TLS 1.3 there are no groups to compare.
  if (accepted.length === 0) facts.clear()
  if (accepted.length === 1) facts.set('groupChoice', 'single')
  if (accepted.length < 2) return accepted
  // With a key share for each, so that no server has to ask for another one: OpenSSL sends four.
  const some = accepted.slice(0, 4).map((name) => `*${name}`)
  const chosen = await Promise.all(
    [some, some.toReversed()].map((order) => ask('-tls1_3', '-groups', order.join(':'))),
  )
  const [choice, reversed] = chosen.map(({ suite, group }) => (suite === undefined ? undefined : group))
  if (choice !== undefined && choice === reversed) facts.set('groupChoice', 'server')
  // Neither decides alone where OpenSSL has tuples: the server among them, the client within one.
  else if (isGroup(choice, accepted[0]) && isGroup(reversed, accepted.slice(0, 4).at(-1)))
    facts.set('groupChoice', 'client')
  return accepted
}

const isGroup = (group: string | undefined, name = ''): boolean =>
  group?.toLowerCase() === name.replace('tls13', '').toLowerCase() ||
  group === `DH ${/^ffdhe(\d+)/.exec(name)?.[1]}`

type Suites = { openSsl: string[]; standard: string[] }

const askSuites13 = async (ask: Ask, offer: string[]): Promise<Suites> => {
  const found = await Promise.all(
    SUITES13.map(async (name) => {
      const { suite } = await ask('-tls1_3', '-ciphersuites', name, ...offer)
      return suite === name ? [name] : []
    }),
  )
  return { openSsl: found.flat(), standard: found.flat() }
}

const askSuites = async (ask: Ask, flag: string, hasPsk: boolean): Promise<Suites> => {
  const names = await suiteNames()
  const suitesOf = async (family: string): Promise<string[]> => {
    const suites: string[] = []
    for (;;) {
      const without = suites.map((name) => `:!${name}`).join('')
      const cipher = `${family}:eNULL+${family.replace(':', ':eNULL+')}${without}:@SECLEVEL=0`
      const psk = hasPsk && family.includes('PSK') ? ['-psk', PSK] : []
      const { suite } = await ask(flag, '-cipher', cipher, '-groups', ANY_GROUP, ...psk)
      if (suite === undefined || suites.includes(suite)) return suites
      suites.push(suite)
    }
  }
  const found = await Promise.all(FAMILIES.map(suitesOf))
  const openSsl = [...new Set(found.flat())]
  return { openSsl, standard: openSsl.map((name) => names.get(name) ?? name) }
}

/** The first and the last suite of one kind of key exchange and certificate, in both orders. */
const askSuiteChoice = async (
  ask: Ask,
  facts: Facts,
  version: string,
  flag: string,
  suites: readonly string[],
  offer: readonly string[],
): Promise<void> => {
  if (suites.length === 1) facts.set(`suiteChoice ${version}`, 'single')
  // Some servers follow a client that prefers ChaCha20, also where the server decides about the others.
  const others = suites.filter((name) => !name.includes('CHACHA20'))
  const telling = others.length > 1 ? others : suites
  const [first] = telling
  const last = telling.findLast((name) => first !== undefined && kindOfSuite(name) === kindOfSuite(first))
  if (first === undefined || last === undefined || first === last) return
  const option = version === 'TLS 1.3' ? '-ciphersuites' : '-cipher'
  const end = version === 'TLS 1.3' ? '' : ':@SECLEVEL=0'
  const chosen = await Promise.all(
    [`${first}:${last}`, `${last}:${first}`].map((list) =>
      ask(flag, option, `${list}${end}`, ...(version === 'TLS 1.3' ? offer : ['-groups', ANY_GROUP])),
    ),
  )
  if (chosen.every(({ suite }) => suite !== undefined))
    facts.set(`suiteChoice ${version}`, chosen[0]?.suite === chosen[1]?.suite ? 'server' : 'client')
}

/** By OpenSSL's names: those of static RSA name their cipher first. */
const kindOfSuite = (name: string): string => /^((ECDHE|DHE|RSA)-)?(ECDSA|RSA|DSS|PSK)-/.exec(name)?.[0] ?? ''

/** Only a signed ServerKeyExchange shows a scheme. */
const isSigned = (suite: string): boolean => /^(ECDHE|DHE)-(?!PSK)/.test(suite)

const askSchemes = async (
  ask: Ask,
  facts: Facts,
  version: string,
  flag: string,
  offer: readonly string[],
): Promise<void> => {
  // RFC 9846 §4.3.3: others are not defined for the signatures of the version.
  const defined = version === 'TLS 1.3' ? TLS13_SCHEMES : TLS12_SCHEMES
  const names = [...SCHEMES, ...BRAINPOOL_SCHEMES, ...OLD_SCHEMES].filter((name) =>
    defined.some((value) => schemeName(value) === name),
  )
  const signed = 'ECDHE:DHE:!aNULL:!aPSK:@SECLEVEL=0'
  const groups = version === 'TLS 1.3' ? offer : ['-groups', ANY_GROUP]
  const accepted = await askEach(names, kindOfScheme, async (some) => {
    // Some servers want the scheme that signs their certificate in the list, too.
    for (const list of [some, [...some, 'rsa_pkcs1_sha256']]) {
      const sigalgs = ['-sigalgs', list.join(':')]
      const { suite, scheme } = await ask(flag, ...sigalgs, ...groups, '-cipher', signed)
      const found = some.find((name) => suite !== undefined && scheme === name)
      if (found !== undefined) return found
    }
    return undefined
  })
  for (const [name, isAccepted] of accepted) facts.set(`scheme ${version} ${name}`, isAccepted ? YES : NO)
}

/** Some alone first, then with the curve of the certificate, which may need it in the list. */
const askCurves = async (
  ask: Ask,
  facts: Facts,
  suites: readonly string[],
  curveOfKey: string | undefined,
): Promise<void> => {
  if (!suites.some((name) => name.startsWith('ECDHE'))) return
  const names = NAMED_GROUPS.filter(({ tls12, name }) => tls12 && !name.startsWith('ffdhe')).map(
    ({ name }) => name,
  )
  const accepted = await askEach(names, kindOfGroup, async (some) => {
    for (const list of [some, ...(curveOfKey ? [[...some, curveOfKey]] : [])]) {
      const { group } = await ask(
        ...['-tls1_2', '-groups', list.join(':'), '-cipher', 'ECDHE:kECDHEPSK:@SECLEVEL=0'],
      )
      // The client may then refuse the certificate for its curve: the server has chosen this one all the same.
      const found = some.find((name) => isGroup(group, name))
      if (found !== undefined) return found
    }
    return undefined
  })
  for (const [name, isAccepted] of accepted) facts.set(`curve ${name}`, isAccepted ? YES : NO)
}

const askTickets = async (
  client: Client,
  facts: Facts,
  version: string,
  flag: string,
  offer: readonly string[],
  { inside, outside }: Material,
  port: number,
): Promise<void> => {
  const groups = version === 'TLS 1.3' ? offer : ['-groups', ANY_GROUP]
  const resume = async (...more: string[]): Promise<{ first: Connection; reused: boolean } | undefined> => {
    const file = `session-${port}${[flag, ...more].join('')}`
    rmSync(`${outside}/${file}`, { force: true })
    const always = [flag, ...groups, ...ALL_SUITES, ...more]
    const first = await client.stay(...always, '-sess_out', `${inside}/${file}`)
    if (first.suite === undefined) return undefined
    if (!existsSync(`${outside}/${file}`)) return { first, reused: false }
    return { first, reused: (await client.ask(...always, '-sess_in', `${inside}/${file}`)).reused }
  }
  const byTicket = await resume()
  if (byTicket === undefined) return
  const { first, reused } = byTicket
  if (first.ticketLifetime !== undefined) facts.set(`ticketLifetime ${version}`, first.ticketLifetime)
  if (version === 'TLS 1.3') {
    facts.set('ticket TLS 1.3', first.ticketLifetime === undefined ? NO : YES)
    facts.set('resumed TLS 1.3', reused ? YES : NO)
    return
  }
  facts.set(`resumedByTicket ${version}`, reused && first.ticketLifetime !== undefined ? YES : NO)
  const byId = await resume('-no_ticket')
  if (byId) facts.set(`resumedById ${version}`, byId.reused ? YES : NO)
}

/** The protocol that the server chooses, and the other one where it accepts that too. */
const askProtocols = async (ask: Ask, facts: Facts, offer: readonly string[]): Promise<void> => {
  const { suite, alpn } = await ask('-alpn', 'h2,http/1.1', ...offer)
  if (suite === undefined) return
  const other = alpn && (await ask('-alpn', alpn === 'h2' ? 'http/1.1' : 'h2', ...offer)).alpn
  facts.set('alpn', [alpn, other].filter((name) => name !== undefined).join(','))
}

/** A hello with two large key shares, as one record, and as records of 512 bytes. */
const askTolerance = async (ask: Ask, facts: Facts, groups: readonly string[]): Promise<void> => {
  const others = groups.length > 0 ? groups : ANY_GROUP.split(':')
  const list = ['*X25519MLKEM768', '*SecP384r1MLKEM1024', ...others]
  const large = ['-groups', list.filter((name) => !list.includes(`*${name}`)).join(':')]
  const { suite } = await ask(...large)
  facts.set('largeHello', suite === undefined ? NO : YES)
  const fragmented = await ask(...large, '-max_send_frag', '512')
  facts.set('fragmentedRecord', fragmented.suite === undefined ? NO : YES)
}
