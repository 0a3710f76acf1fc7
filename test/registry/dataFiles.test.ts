import { globSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { z } from 'zod'
import { ChangeKind } from '../../src/model/diff.ts'
import { Transport } from '../../src/model/endpoint.ts'
import { Action } from '../../src/model/plan.ts'
import type { ActionText } from '../../src/plan/actions/chosen.ts'
import type { CipherRow } from '../../src/registry/algorithms/ciphers.ts'
import type { JoseAlgorithmRow } from '../../src/registry/algorithms/jose.ts'
import type { KemRow } from '../../src/registry/algorithms/keyEstablishment.ts'
import type { AlgorithmRow } from '../../src/registry/algorithms/row.ts'
import type { SignatureRow } from '../../src/registry/algorithms/signatures.ts'
import { type ComplianceClause, complianceClauses } from '../../src/registry/compliance.ts'
import { rowsOf } from '../../src/registry/dataFile.ts'
import {
  type FindingRow,
  GATES,
  type GateName,
  NEED_KINDS,
  VERIFY_CHECKS,
} from '../../src/registry/findings.ts'
import type { Clause, MandateRow } from '../../src/registry/mandates/mandates.ts'
import type { LauncherRow } from '../../src/registry/mcp/commands/launchers.ts'
import type { WeakeningKeyRow, WeakeningRow } from '../../src/registry/mcp/commands/tlsWeakening.ts'
import type { WrapperRow } from '../../src/registry/mcp/commands/wrappers.ts'
import type { RevisionRow } from '../../src/registry/mcp/mcpRevisions.ts'
import type { SpecialAddressRow } from '../../src/registry/net/host.ts'
import type { RemediationText } from '../../src/registry/remediation/remediation.ts'
import { CWE } from '../../src/registry/sarif.ts'
import type { DataClass, DataClassRow } from '../../src/registry/sensitivity/dataClasses.ts'
import type { SshHostKeyRow, SshKexRow } from '../../src/registry/ssh.ts'
import type { DhPrimeRow } from '../../src/registry/tls/groups/dhPrimes.ts'
import type { NamedGroupRow } from '../../src/registry/tls/groups/namedGroups.ts'
import type { AlertRow } from '../../src/registry/tls/messages/alerts.ts'
import type { SignatureSchemeRow } from '../../src/registry/tls/signatureSchemes.ts'
import type { ClientProfile } from '../../src/registry/tls/software/clientProfiles.ts'
import type { HeaderRow, SshSoftwareRow, TlsStackRow } from '../../src/registry/tls/software/software.ts'
import type { CipherSuiteRow, SuiteWeakness } from '../../src/registry/tls/suites/cipherSuites.ts'
import type { Ssl2CipherRow } from '../../src/registry/tls/suites/ssl2Ciphers.ts'
import type { OidRow } from '../../src/registry/x509/oids.ts'
import type { NodeErrorKind } from '../../src/tls/nodeErrors.ts'
import { duplicates } from './rows.ts'

const text = z.string().min(1)
const texts = z.array(text).min(1)
const optional = z.exactOptional
const month = z.string().regex(/^\d{4}-\d{2}$/)
const day = z.iso.date()
const yes = z.literal(true)
const hex16 = z.string().regex(/^0x[\da-f]{4}$/)
const sourced = { source: text, note: optional(text) }

/** Rows in blocks: each row, with what its block states for all of them, has the declared type, and a key of its own. */
const blocks = <Row>(row: z.ZodType<Row>, key: (row: Row) => unknown) =>
  z
    .array(z.looseObject({ rows: z.array(z.looseObject({})).min(1) }))
    .transform((found) => rowsOf<unknown>(found))
    .pipe(z.array(row))
    .refine((rows) => duplicates(rows.map(key)).length === 0, 'a key is there twice')

/** Rows with a key of their own each. */
const unique = <Row>(row: z.ZodType<Row>, key: (row: Row) => unknown) =>
  z
    .array(row)
    .min(1)
    .refine((rows) => duplicates(rows.map(key)).length === 0, 'a key is there twice')

/** The types of src/registry say `number` where the files have the digits of the specification. */
type InFile<Row> = Omit<Row, 'value'> & { value: string }
/** Patterns are texts in the files. */
type AsText<Row> = Omit<Row, 'pattern'> & { pattern: string; flags?: string }

const pattern = z.string().refine((source) => new RegExp(source))
const fieldName = z.string().regex(/^[a-z\d-]+$/)
const NAMES_OF_FIELDS = z.strictObject({ source: text, names: z.array(fieldName).min(1) })
const flags = optional(z.literal('i'))
const bits = z.int().min(0).max(128)
const tls = { value: hex16, name: text, tls12: z.boolean(), tls13: z.boolean(), ...sourced }

const HASH: z.ZodType<Omit<AlgorithmRow, 'primitive' | 'functions'>> = z.strictObject({
  name: text,
  family: text,
  parameterSet: optional(text),
  classicalBits: optional(z.int()),
  nistLevel: optional(z.int().min(0).max(5)),
  source: text,
})

const NODE_ERRORS = [
  'aborted',
  'expired',
  'not-yet-valid',
  'wrong-name',
  'untrusted',
  'not-tls',
  'no-tls13',
  'altered',
  'no-address',
  'refused',
  'timed-out',
  'cut-off',
  'exhausted',
] as const satisfies NodeErrorKind[]

const ACTION: z.ZodType<ActionText> = z.strictObject({
  kind: Action.shape.kind,
  summary: text,
  steps: texts,
  config: optional(z.array(z.string()).min(1)),
  rollback: text,
  effortDays: z.tuple([z.number(), z.number()]).refine(([least, most]) => least <= most),
  blockedBy: optional(text),
})

const SUITE_KEYS: z.ZodType<Pick<CipherSuiteRow, 'keyExchange' | 'authentication'>> = z.strictObject({
  keyExchange: z.enum([
    'RSA',
    'DHE_PSK',
    'ECDHE_PSK',
    'RSA_PSK',
    'PSK',
    'SRP',
    'KRB5',
    'GOST',
    'ECCPWD',
    'NULL',
  ]),
  authentication: z.enum(['RSA', 'DSS', 'PSK', 'SRP', 'KRB5', 'GOST', 'ECCPWD', 'NULL']),
})

const SUITE_ALGORITHMS: z.ZodType<Pick<CipherSuiteRow, 'hash' | 'aead'>> = z.strictObject({
  hash: z.enum(['sha256', 'sha384']),
  aead: z.enum(['aes-128-gcm', 'aes-256-gcm', 'chacha20-poly1305', 'aes-128-ccm', 'aes-128-ccm-8']),
})

const WEAKNESS = z.strictObject({
  weakness: z.enum(['anonymous', 'null', 'export', 'des', 'rc4', '3des', 'idea'] satisfies SuiteWeakness[]),
  part: pattern,
  useless: optional(yes),
  source: text,
})

const STACK: z.ZodType<
  Pick<TlsStackRow, 'id' | 'name' | 'alerts' | 'confidence' | 'source'> &
    Partial<Pick<TlsStackRow, 'accepts' | 'refuses' | 'lacks' | 'suites' | 'withoutSuites'>>
> = z.strictObject({
  id: text,
  name: text,
  accepts: optional(texts),
  refuses: optional(texts),
  lacks: optional(texts),
  alerts: optional(z.array(text)),
  suites: optional(texts),
  withoutSuites: optional(texts),
  confidence: z.number().max(1),
  source: text,
})

/** The largest first: the first that is not larger counts. */
const STRENGTHS = z
  .array(z.strictObject({ size: z.int(), strength: z.int() }))
  .refine((rows) => rows.every(({ size }, i) => i === 0 || size < (rows[i - 1]?.size ?? 0)))

const DH_PRIME: z.ZodType<DhPrimeRow> = z.strictObject({
  name: text,
  sha256: z.string().regex(/^[\da-f]{64}$/),
  source: text,
})

const OFFER = z.strictObject({ source: text, suites13: texts, suites12: texts, schemes: texts })

const GROUP: z.ZodType<InFile<NamedGroupRow>> = z.strictObject({
  ...tls,
  kind: z.enum(['pqc', 'hybrid', 'classical', 'legacy-draft']),
  key: optional(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('montgomery'), curve: z.enum(['x25519', 'x448']) }),
      z.strictObject({ type: z.literal('weierstrass'), curve: text }),
      z.strictObject({ type: z.literal('ml-kem'), parameterSet: z.literal([512, 768, 1024]) }),
      z.strictObject({ type: z.literal('ffdhe'), added: z.int().positive() }),
    ]),
  ),
  components: optional(z.tuple([text, text])),
  shareLength: optional(z.strictObject({ client: z.int().positive(), server: z.int().positive() })),
  openSsl: optional(
    z.strictObject({ tuple: optional(z.int().min(1).max(4)), keyShare: optional(yes), name: optional(text) }),
  ),
  offeredByGateway: optional(yes),
  goAndJdk: optional(yes),
  vendor: optional(yes),
  usual: optional(yes),
  common: optional(yes),
})
const SCHEME: z.ZodType<InFile<SignatureSchemeRow>> = z.strictObject({
  ...tls,
  keyType: z.enum(['RSA', 'RSA-PSS', 'ECDSA', 'Ed25519', 'Ed448', 'ML-DSA', 'SLH-DSA', 'SM2', 'GOST', 'DSA']),
  hash: optional(text),
  curve: optional(text),
  parameterSet: optional(text),
  certificate: optional(text),
  quantum: z.enum(['vulnerable', 'resistant']),
})
const OID: z.ZodType<OidRow> = z.strictObject({
  oid: z.string().regex(/^[0-2](\.(0|[1-9]\d*))+$/),
  algorithm: text,
  parameters: optional(text),
  use: z.enum(['public-key', 'signature', 'kem', 'curve']),
  quantum: z.enum(['vulnerable', 'resistant', 'unknown']),
  ...sourced,
})
const ALERT: z.ZodType<AlertRow> = z.strictObject({
  name: text,
  value: z.int().min(0).max(255),
  source: text,
})
const SSL2_CIPHER: z.ZodType<Omit<Ssl2CipherRow, 'value'> & { value: string }> = z.strictObject({
  name: text,
  value: z.string().regex(/^0x[\da-f]{6}$/),
  source: text,
})
const KEX: z.ZodType<SshKexRow> = z.strictObject({
  name: text,
  kind: z.enum(['pqc', 'hybrid', 'classical', 'legacy-draft']),
  weak: optional(yes),
  parts: optional(z.tuple([text, text])),
  curve: optional(text),
  field: optional(z.int().min(0)),
  rsa: optional(z.int().positive()),
  source: text,
})
const HOST_KEY: z.ZodType<SshHostKeyRow> = z.strictObject({
  name: text,
  kind: z.enum(['pqc', 'classical']),
  weak: optional(yes),
  x509: optional(text),
  curve: optional(text),
  source: text,
})
const WEAK_SSH = z.strictObject({ name: text, source: text })
const KEM: z.ZodType<KemRow> = z.strictObject({
  name: text,
  family: optional(text),
  parameterSet: optional(z.string().regex(/^\d+$/)),
  classicalBits: optional(z.int()),
  nistLevel: optional(z.int().min(1).max(5)),
  source: text,
})
const SIGNATURE: z.ZodType<SignatureRow> = z.strictObject({
  name: text,
  family: text,
  parameterSet: optional(text),
  curve: optional(text),
  padding: optional(z.literal('pkcs1v15')),
  classicalBits: optional(z.int()),
  nistLevel: z.int().min(0).max(5),
  x509: optional(text),
  schemes: optional(texts),
  schemes12: optional(texts),
  schemes13: optional(texts),
  source: text,
})
const CIPHER: z.ZodType<CipherRow> = z.strictObject({
  name: text,
  suites: optional(z.array(z.string().regex(/^\w+$/)).min(1)),
  primitive: z.enum(['ae', 'block-cipher', 'stream-cipher']),
  family: text,
  parameterSet: optional(z.string().regex(/^\d+$/)),
  mode: optional(z.enum(['cbc', 'gcm', 'ccm', 'ctr'])),
  classicalBits: optional(z.int().min(40).max(256)),
  nistLevel: optional(z.int().min(0).max(5)),
  source: text,
})
const JOSE: z.ZodType<JoseAlgorithmRow> = z.strictObject({
  alg: text,
  quantum: z.enum(['vulnerable', 'resistant']),
  publicKeyLength: optional(z.int().positive()),
  source: text,
})
const prefix = z.union([z.ipv4(), z.ipv6()])
const ADDRESS: z.ZodType<SpecialAddressRow> = z.strictObject({
  prefix,
  bits,
  what: text,
  global: optional(yes),
  rfc: text,
  source: text,
})
const HEADER: z.ZodType<AsText<HeaderRow>> = z.strictObject({
  id: text,
  name: text,
  field: z.enum(['server', 'poweredBy', 'via']),
  pattern,
  flags,
  role: z.enum(['tls', 'framework']),
  confidence: z.number().positive().max(1),
  source: text,
})
const SSH: z.ZodType<AsText<SshSoftwareRow>> = z.strictObject({ id: text, name: text, pattern, source: text })
const HELLO: z.ZodType<ClientProfile> = z.strictObject({
  id: text,
  client: text,
  version: text,
  library: text,
  captured: z.boolean(),
  asOf: day,
  origin: text,
  usedBy: optional(texts),
  postQuantumGroups: z.array(text),
  minDhBits: optional(z.int().positive()),
  hello: z.string().regex(/^01([\da-f]{2})+$/),
})
const LAUNCHER: z.ZodType<LauncherRow> = z.strictObject({
  program: text,
  subcommand: optional(texts),
  kind: z.enum(['package', 'script', 'container', 'shell', 'prefix', 'remote']),
  registry: optional(z.enum(['npm', 'pypi', 'oci'])),
  runtime: optional(text),
  valueOptions: optional(texts),
  packageOptions: optional(texts),
  moduleOption: optional(text),
  runtimeOption: optional(z.tuple([text, text])),
  source: text,
})
const REVISION: z.ZodType<RevisionRow> = z.strictObject({
  revision: day,
  era: z.enum(['modern', 'legacy']),
  source: z.url(),
})
const WRAPPER: z.ZodType<WrapperRow> = z.strictObject({
  wrapper: text,
  npm: optional(texts),
  pypi: optional(texts),
  oci: optional(texts),
  programs: optional(texts),
  runtime: text,
  positional: optional(yes),
  urlOptions: optional(z.record(text, Transport)),
  transport: optional(
    z.strictObject({ option: optional(text), values: z.record(text, Transport), otherwise: Transport }),
  ),
  options: z.record(z.string().regex(/^--?\w/), z.int().min(1).max(2)),
  source: z.url(),
  asOf: month,
})
const WEAKENING: z.ZodType<WeakeningRow> = z.strictObject({
  code: z.enum(['TLS_VERIFICATION_OFF', 'ALLOW_HTTP', 'EXTRA_CA']),
  name: text,
  off: optional(texts),
  source: text,
})
const WEAKENING_KEY: z.ZodType<WeakeningKeyRow> = z.strictObject({
  name: z.string().regex(/^[a-z]+$/),
  off: z.boolean(),
  source: text,
})
/** An object, because the compiler then says which class is missing. */
const CLASSES = Object.keys({
  health: 0,
  payment: 0,
  credentials: 0,
  personal: 0,
  financial: 0,
  communications: 0,
  'intellectual-property': 0,
  operations: 0,
  unbounded: 0,
  public: 0,
} satisfies Record<DataClass, 0>) as DataClass[]
const CLASS: z.ZodType<DataClassRow> = z.strictObject({
  name: z.enum(CLASSES),
  tier: z.enum(['critical', 'high', 'moderate', 'low']),
  shelfLifeYears: z.tuple([z.int().min(0), z.int().max(50)]).refine(([least, most]) => least <= most),
  meaning: text,
  spoken: optional(text),
  source: text,
  asOf: month,
})
const read = z.enum(['primary', 'secondary'])
const CLAUSE: z.ZodType<Clause> = z.strictObject({
  track: z.enum(['key-exchange', 'authentication']),
  strengths: z.array(z.enum(['below-112', '112', '128'])).min(1),
  priority: z.enum(['all', 'high']),
  date: day,
  effect: z.enum(['deprecated', 'disallowed', 'complete', 'exclusive']),
  clause: text,
  source: optional(text),
})
const MANDATE: z.ZodType<MandateRow> = z.strictObject({
  id: text,
  authority: text,
  jurisdiction: text,
  binding: z.enum(['binding', 'guidance']),
  scope: text,
  status: text,
  groups: optional(texts),
  sshMethods: optional(texts),
  signature: optional(z.enum(['ML-DSA-65', 'ML-DSA-87'])),
  clauses: blocks(CLAUSE, (row) => JSON.stringify(row)),
  obligations: z.array(z.strictObject({ date: optional(day), text })),
  source: text,
  read,
  asOf: day,
})
const COMPLIANCE: z.ZodType<Omit<ComplianceClause, 'id'>> = z.strictObject({
  document: text,
  clause: text,
  asks: z.string().regex(/^[a-z].*[^.]$/),
  status: text,
  source: text,
  read,
  asOf: day,
})
const REMEDIATION: z.ZodType<RemediationText> = z.strictObject({
  id: text,
  name: text,
  from: text,
  check: optional(text),
  hybrid: optional(texts),
  only: optional(
    z.strictObject({
      groups: z.enum(['OpenSSL', 'Go and JDK']),
      setting: texts.refine((lines) => lines.join('\n').split('{groups}').length === 2),
      prefix: optional(text),
      separator: text,
    }),
  ),
  secondCertificate: optional(texts),
  operator: optional(text),
  trap: text,
  rollback: text,
  effortDays: z.tuple([z.number().positive(), z.number()]).refine(([least, most]) => least <= most),
  source: text,
  asOf: day,
})
const remediations = blocks(REMEDIATION, ({ id }) => id)
/** Of 0 to 1. */
const weight = z.number().min(0).max(1)

const FINDING: z.ZodType<Omit<FindingRow, 'id'>> = z.strictObject({
  side: z.enum(['key-exchange', 'authentication', 'configuration', 'unknown']),
  level: z.enum(['error', 'warning', 'note']),
  raised: optional(z.literal('sensitive-data')),
  title: text,
  evidence: z.string().regex(/^[A-Z].*\.$/),
  why: text,
  remedy: text,
  next: optional(text),
  nextSsh: optional(text),
  settings: optional(z.enum(['hybrid', 'second-certificate'])),
  risk: optional(
    z.strictObject({ weight, quantum: optional(yes), reason: text, driver: text, open: optional(text) }),
  ),
  gates: optional(z.array(z.enum(Object.keys(GATES) as GateName[])).min(1)),
  need: optional(
    z.strictObject({
      kind: z.enum(NEED_KINDS),
      rank: z.int().positive(),
    }),
  ),
  verify: optional(
    z.strictObject({
      check: z.enum(VERIFY_CHECKS),
      result: z.enum(['fail', 'warn']),
    }),
  ),
  covers: optional(texts),
  aged: optional(yes),
  change: optional(ChangeKind),
  trust: optional(z.enum(['not trusted', 'for another name'])),
  stated: optional(yes),
  sarif: z.strictObject({
    id: z.templateLiteral(['PQC', z.int()]),
    name: z.string().regex(/^[A-Z][A-Za-z0-9]+$/),
    severity: optional(z.number().min(0.1).max(10)),
    cwe: optional(z.array(z.literal(CWE.entries.map(({ id }) => id))).min(1)),
    level: optional(z.literal('none')),
  }),
  standards: z.array(text),
})
const findings = z.record(z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/), FINDING)

const named = ({ name }: { name: string }): string => name

/** By the path below src/registry. Keys that no row may have are refused. */
const FILES: Readonly<Record<string, z.ZodType>> = {
  'findings/authentication.json': findings,
  'findings/cipherSuites.json': findings,
  'findings/configuration.json': findings,
  'findings/connections.json': findings,
  'findings/keyExchange.json': findings,
  'findings/ssh.json': findings,
  'findings/unknown.json': findings,
  'algorithms/ciphers.json': blocks(CIPHER, named),
  'algorithms/hashes.json': z.record(z.string().regex(/^[a-z\d]+$/), HASH),
  'algorithms/kems.json': blocks(KEM, named),
  'algorithms/signatures.json': blocks(SIGNATURE, named),
  'algorithms/jose.json': z.strictObject({
    algorithms: blocks(JOSE, ({ alg }) => alg),
    curves: z.strictObject({ source: text, bits: z.record(text, z.int()), x509: z.record(text, text) }),
  }),
  'compliance.json': z.record(text, COMPLIANCE),
  'gates.json': z.record(text, text),
  'mandates/mandates.json': z.array(MANDATE),
  'mcp/servers/hostedServers.json': z.strictObject({
    source: text,
    asOf: month,
    vendors: z.record(text, texts),
  }),
  'mcp/commands/launchers.json': blocks(LAUNCHER, ({ program, subcommand = [] }) =>
    [program, ...subcommand].join(' '),
  ),
  'mcp/clients/inheritedVariables.json': z.strictObject({
    source: text,
    asOf: month,
    posix: texts,
    windows: texts,
  }),
  'mcp/servers/manifests.json': z.strictObject({
    kubernetes: unique(z.strictObject({ kind: text, groups: texts, source: z.url() }), ({ kind }) => kind),
    listenerSchemes: z.record(text, z.enum(['http', 'https'])),
    traefik: z.strictObject({
      router: pattern,
      secureEntryPoints: texts,
      plainEntryPoints: texts,
      source: z.url(),
    }),
    virtualHost: z.strictObject({ hosts: texts, path: text, source: z.url() }),
  }),
  'mcp/mcpRevisions.json': z.strictObject({
    revisions: blocks(REVISION, ({ revision }) => revision),
    nameParameters: z.strictObject({
      source: text,
      methods: z.record(text, z.enum(['name', 'uri', 'taskId'])),
    }),
  }),
  'mcp/servers/mcpRegistries.json': z.strictObject({
    apis: z.array(z.strictObject({ path: z.string().startsWith('/'), source: text, asOf: month })),
    transports: z.record(text, Transport),
    packages: unique(
      z.strictObject({ kind: text, type: text, command: z.array(text), source: text }),
      ({ kind }) => kind,
    ),
  }),
  'mcp/messageMembers.json': z.strictObject({
    source: text,
    message: texts,
    params: texts,
    result: texts,
    meta: texts,
  }),
  'mcp/servers/places.json': z.strictObject({
    paths: unique(z.strictObject({ path: z.string().startsWith('/'), source: text }), ({ path }) => path),
    skippedFolders: texts,
  }),
  'mcp/clients/secretPatterns.json': z.strictObject({
    prefixes: z.array(z.strictObject({ issuer: text, source: text, asOf: month, prefixes: texts })),
    words: z.array(z.string().regex(/^[a-z]+$/)),
    lastWordsOfOthers: z.array(z.string().regex(/^[a-z]+$/)),
  }),
  'mcp/commands/tlsWeakening.json': z.strictObject({
    variables: blocks(WEAKENING, named),
    options: blocks(WEAKENING, named),
    keys: blocks(WEAKENING_KEY, named),
  }),
  'mcp/commands/wrappers.json': z.array(WRAPPER),
  'net/headerFields.json': z.strictObject({
    hopByHop: NAMES_OF_FIELDS,
    notForwarded: NAMES_OF_FIELDS,
    notReturned: NAMES_OF_FIELDS,
    ofProxies: z.array(
      z
        .strictObject({
          source: text,
          patterns: z.array(pattern).min(1),
          examples: z.array(fieldName).min(1),
        })
        .refine(({ patterns, examples }) =>
          examples.every((name) => patterns.some((one) => new RegExp(one).test(name))),
        ),
    ),
  }),
  'net/specialAddresses.json': z.strictObject({
    special: blocks(ADDRESS, ({ prefix, bits }) => `${prefix}/${bits}`),
    carriersOfIpv4: z.array(
      z.strictObject({ prefix: z.ipv6(), bits, offset: z.int().max(12), source: text }),
    ),
    localNames: z.record(z.string().regex(/^[a-z\d.-]+$/), text),
  }),
  'net/ports.json': unique(
    z.strictObject({ port: z.int().min(1).max(65_535), use: text, source: text }),
    ({ port }) => port,
  ),
  'remediation/actions.json': z.record(text, ACTION),
  'remediation/requests.json': z.record(
    z.enum(['key-exchange', 'authentication', 'weak-certificate']),
    z.strictObject({ subject: text, questions: texts }),
  ),
  'remediation/remediation.json': z.strictObject({
    servers: remediations,
    runtimes: remediations,
    platforms: remediations,
    ssh: remediations,
  }),
  'sarif.json': z.strictObject({
    codeScanning: z.strictObject({
      maxResults: z.int(),
      shownResults: z.int(),
      maxLocations: z.int(),
      source: z.url(),
      asOf: day,
    }),
    cwe: z.strictObject({
      taxonomy: z.strictObject({
        name: z.literal('CWE'),
        fullName: text,
        version: text,
        organization: text,
        informationUri: z.url(),
        shortDescription: z.strictObject({ text }),
        isComprehensive: z.literal(false),
      }),
      source: z.url(),
      entries: unique(z.strictObject({ id: z.int(), name: text }), ({ id }) => id),
    }),
  }),
  'sensitivity/dataClasses.json': blocks(CLASS, named).refine(
    (rows) => rows.length === CLASSES.length,
    'a class has no row',
  ),
  'ssh.json': z.strictObject({
    keyExchange: blocks(KEX, named),
    hostKeys: blocks(HOST_KEY, named),
    signals: z.record(text, text),
    weakCiphers: blocks(WEAK_SSH, named),
    weakMacs: blocks(WEAK_SSH, named),
  }),
  'tls/messages/alerts.json': blocks(ALERT, ({ value }) => value),
  'tls/suites/cipherSuites.json': z.strictObject({
    registry: text,
    blocks: z.array(z.strictObject({ source: text, registered: z.boolean(), suites: z.record(hex16, text) })),
    keyExchanges: z.record(text, SUITE_KEYS),
    tls13: z.record(text, SUITE_ALGORITHMS),
    weaknesses: unique(WEAKNESS, ({ weakness }) => weakness),
  }),
  'tls/messages/certificateCompression.json': z.strictObject({
    source: text,
    algorithms: z.record(z.string().regex(/^[a-z]+$/), z.int().min(1).max(0xffff)),
  }),
  'tls/software/clientHellos.json': z.array(HELLO),
  'tls/groups/dhPrimes.json': z.strictObject({ primes: blocks(DH_PRIME, ({ sha256 }) => sha256) }),
  'tls/offers.json': z.strictObject({ common: OFFER, usual: OFFER }),
  'tls/messages/handshakeTypes.json': z.strictObject({
    source: text,
    types: z.record(z.string().regex(/^[a-z_]+$/), z.int().min(0).max(255)),
  }),
  'tls/messages/extensions.json': z.record(
    z.string().regex(/^\w+$/),
    z.strictObject({ value: z.union([z.int().min(0).max(255), hex16]), source: text }),
  ),
  'tls/groups/namedGroups.json': z.strictObject({
    groups: blocks(GROUP, ({ value }) => value),
    ambiguous: blocks(
      z.strictObject({ value: hex16, candidates: texts, source: text }),
      ({ value }) => value,
    ),
  }),
  'tls/software/nodeErrors.json': z.strictObject({
    source: text,
    codes: z.record(z.enum(NODE_ERRORS), z.array(z.string().regex(/^(AbortError|[A-Z][A-Z\d_]+)$/)).min(1)),
  }),
  'tls/signatureSchemes.json': z.strictObject({
    schemes: blocks(SCHEME, ({ value }) => value),
    ambiguous: blocks(z.strictObject({ value: hex16, candidate: text, source: text }), ({ value }) => value),
  }),
  'tls/suites/ssl2Ciphers.json': blocks(SSL2_CIPHER, ({ value }) => value),
  'tls/software/software.json': z.strictObject({
    headers: blocks(HEADER, ({ field, pattern }) => `${field} ${pattern}`),
    ssh: blocks(SSH, ({ id }) => id),
    stacks: unique(STACK, ({ name }) => name),
  }),
  'threatCurve.json': z.strictObject({
    from: day,
    points: unique(
      z.strictObject({ years: z.int(), low: z.number().max(1), high: z.number().max(1) }),
      ({ years }) => years,
    ),
    source: text,
    asOf: day,
  }),
  'x509/strength.json': z.strictObject({ source: text, integers: STRENGTHS, curves: STRENGTHS }),
  'x509/oids.json': blocks(OID, ({ oid }) => oid),
}

/** Next to the tests of what is made of them. */
const TESTED_ELSEWHERE = /^(sensitivity\/(names|vendors|vocabulary)|mcp\/clients\/mcpClients)\.json$/

const FOLDER = new URL('../../src/registry/', import.meta.url)

describe('data files of the registry', () => {
  it('all have a schema', () => {
    const files = globSync('**/*.json', { cwd: FOLDER }).filter((path) => !TESTED_ELSEWHERE.test(path))
    expect(files.sort()).to.deep.equal(Object.keys(FILES).sort())
  })

  for (const [path, schema] of Object.entries(FILES)) {
    it(`${path} has rows of the declared types, with their sources`, () => {
      const { error } = schema.safeParse(JSON.parse(readFileSync(new URL(path, FOLDER), 'utf8')))
      expect(error && z.prettifyError(error)).to.equal(undefined)
    })
  }

  it('refuse what no row may have', () => {
    const row = { oid: '1.2.3', algorithm: 'RSA', use: 'signature', quantum: 'vulnerable', source: 'a test' }
    const accepts = (found: unknown) => FILES['x509/oids.json']?.safeParse(found).success
    const { source, ...rest } = row
    expect(accepts([{ source, rows: [rest] }])).to.equal(true)
    for (const wrong of [
      [{ rows: [rest] }],
      [{ source, rows: [] }],
      [{ source, rows: [rest, rest] }],
      [{ source, rows: [{ ...rest, paramters: 'a typing error' }] }],
      [{ source, paramters: 'a typing error', rows: [rest] }],
      [{ source, rows: [{ ...rest, quantum: 'maybe' }] }],
    ])
      expect(accepts(wrong), JSON.stringify(wrong)).to.equal(false)
  })
})

describe('clauses of compliance', () => {
  it('are given in the order in which they are asked for', () =>
    expect(complianceClauses('gdpr-32-1-d', 'soc2-cc6.7').map(({ id }) => id)).to.deep.equal([
      'gdpr-32-1-d',
      'soc2-cc6.7',
    ]))
})
