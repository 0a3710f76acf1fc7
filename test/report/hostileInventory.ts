import { assessedAgain } from '../../src/assess/assess.ts'
import type { Inventory, InventoryEndpoint } from '../../src/model/inventory.ts'
import type { TlsFacts } from '../../src/model/tls.ts'
import type { Verification } from '../../src/model/verification.ts'
import { certificate, chain, groups, NOW, summarize, tlsAddress, tlsFacts } from '../facts.ts'
import { endpoint, INVENTORY } from './inventory.ts'

/** What a name from the network may be: each would do something in one of the formats, if it were let. */
export const HOSTILE: readonly string[] = [
  '=HYPERLINK("https://evil.example","x")',
  '+1+cmd|calc',
  '-2+3',
  '@SUM(A1)',
  '＝1+1',
  '\t=1+1',
  '\r=1+1',
  '\u001b[31mred\u001b]0;title\u0007\u009b2J',
  'line\r\n## Heading\n\n- item\n',
  '## Heading',
  '1. item',
  '``` \n# Heading',
  '`code` <b>',
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '"><svg/onload=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style></textarea><script>alert(1)</script>',
  '<!-- --> <![CDATA[ ]]> <?xml version="1.0"?> &lt; &#60; &amp;',
  '[link](javascript:alert(1)) ![image](https://evil.example/x.png)',
  '[ref]: https://evil.example',
  '<https://evil.example>',
  'a | b | c \\| d \\',
  '**bold** _emphasis_ ~~gone~~',
  '@everyone #1 !2 $(id) `id` ${{ secrets.TOKEN }} {{ 1 }} {% raw %}',
  '"} 1\nevil_metric{x="y"} 2\n# TYPE evil counter\\',
  'a,b;c\td"e"f\'g',
  '\u202eright to left\u2066\u200b\u200d\ufeff\u2028\u2029',
  'a\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301',
  '\ud800 lone \udc00',
  'nul\u0000nul',
  '\ufffe\uffff\u{1ffff}',
  '\u{e0041}\u{e0042}',
  '{"a":1}',
  '- yaml: &a [*a]\n--- !!js/function',
  '../../../etc/passwd',
  '顧客'.repeat(300),
  // Charts cut names, and must not cut a character in two.
  ...Array.from({ length: 4 }, (_, i) => 'x'.repeat(i) + '\u{10000}'.repeat(100)),
]

/** Somebody found out that nobody looks at the length. */
export const TEN_MEGABYTES = 'é<&"\'|`=\n'.repeat(1_250_000)

/** One endpoint for each text, which stands wherever a text can stand that is not ours. */
export const hostileInventory = (texts: readonly string[]): Inventory => {
  const endpoints = texts.map((text, i) => assessedAgain(hostileEndpoint(text, i), NOW))
  return {
    ...INVENTORY,
    tool: { name: 'mcp-pqc', version: texts[0] ?? '' },
    authorization: { who: texts[1] ?? '', when: '2026-11-22T10:00:00.000Z', scope: [texts[2] ?? ''] },
    endpoints,
    summary: summarize(endpoints, { silentAddresses: 0, interrupted: false }),
  }
}

const hostileEndpoint = (text: string, i: number): InventoryEndpoint => {
  const key = { algorithm: text, oid: text, parameters: text, quantum: 'unknown' } as const
  const shown = certificate({
    subject: text,
    issuer: text,
    subjectAltNames: [text],
    publicKey: key,
    signatureAlgorithm: text,
    serialNumber: text,
    ocspUrls: [text],
    crlUrls: [text],
    timestamps: [{ log: text, signatureAlgorithm: text, signatureQuantum: 'unknown' }],
    truncated: [{ where: text, why: text }],
    problem: text,
  })
  const [first, ...rest] = groups(['x25519'])
  const lost = { state: 'cut-off', detail: text, alert: text } as const
  const tls = tlsFacts({
    ...repeated(text),
    tls13Hello: { ...lost, confirmed: true },
    tolerance: { largeHello: lost, splitHello: lost, fragmentedRecord: lost },
    groups: first ? [{ ...first, name: text, alert: text, detail: text }, ...rest] : [],
    cipherSuites: { 'TLS 1.3': [text], 'TLS 1.2': [text] },
    keyExchange12Details: [
      { family: 'ECDHE', group: text },
      { family: 'DHE', bits: 1024, prime: text },
    ],
    chains: [
      chain({
        ...{ scheme: text, trustError: text, trusted: false, certificates: [shown] },
        sentOrder: { inOrder: false, extra: 1, root: true, missing: text },
        ocspStaple: {
          state: 'accepted',
          signatureAlgorithm: text,
          signatureQuantum: 'unknown',
          problem: text,
        },
        timestamps: [{ log: text, signatureAlgorithm: text, signatureQuantum: 'unknown' }],
        truncated: [{ where: text, why: text }],
      }),
      chain({ scheme: text, trustError: text, trusted: null, certificates: [shown] }),
    ],
    alpn: [text],
    clients: [{ client: text, state: 'accepted', version: 'TLS 1.3', group: text, kind: 'classical' }],
  })
  const named = { name: text, title: text, description: text }
  const made = endpoint([{ ...tlsAddress(tls), address: text, detail: text }])
  const { keyExchange, authentication, sensitivity, risk } = made.assessment
  return {
    ...made,
    id: `h${i}`,
    url: `https://h${i}.example/${text}`,
    transport: 'streamable-http',
    sources: [{ kind: 'client-config', client: text, name: text, path: text, line: 7, scope: text }],
    findings: [{ code: 'PLAINTEXT_HTTP', level: 'warning', message: text, path: text, line: 3 }],
    mcp: {
      state: 'recognised',
      detail: text,
      revisions: [text],
      eras: ['modern'],
      transport: 'streamable-http',
      server: { name: text, version: text, title: text },
      capabilities: { [text]: text },
      instructions: text,
      tools: [{ ...named, inputSchema: { type: text } }],
      resources: [{ uri: text, ...named }],
      resourceTemplates: [{ uriTemplate: text, ...named }],
      prompts: [named],
      lists: { tools: 'accepted', resources: 'accepted', resourceTemplates: 'accepted', prompts: 'accepted' },
      auth: 'none',
      credentials: 'none',
      path: text,
      redirects: [{ from: text, to: text, status: 301, followed: false }],
      truncated: [{ where: text, why: text }],
      marks: { server: text },
      requests: 1,
      timings: { totalMs: 1 },
    },
    software: { id: text, name: text, version: text, role: 'tls', confidence: 0.5, evidence: [text] },
    softwareSeen: [{ id: text, name: text, role: 'tls', confidence: 0.5, evidence: [text] }],
    ownership: { owner: text, environment: text, vendor: text, evidence: [text] },
    assessment: {
      findings: [],
      undetermined: [],
      keyExchange: { ...keyExchange, preferred: text, reasons: [text, ...keyExchange.reasons] },
      authentication: { ...authentication, weakest: text, reasons: [text] },
      sensitivity: { ...sensitivity, classes: [{ class: text, confidence: 1, evidence: [text] }] },
      risk: { ...risk, drivers: [text] },
    },
  }
}

/** Of TLS: what a probe repeats, compresses, resumes and remembers. */
const repeated = (text: string): Partial<TlsFacts> => ({
  repeats: [
    {
      offered: 'all',
      answered: 2,
      answers: [
        { version: text, group: text, kind: 'hybrid', count: 1 },
        { alert: text, count: 1 },
      ],
    },
  ],
  certificateCompression: [
    { algorithm: text, state: 'accepted', detail: text, bytes: 1, uncompressedBytes: 2 },
  ],
  hybridOffer12: { offered: [text], state: 'accepted', detail: text, group: text },
  rateLimit: { answered: 3, pauseMs: 250 },
  truncated: [{ where: text, why: text }],
})

/** A verification of the same endpoints, in the same words. */
export const hostileVerification = ({ endpoints, startedAt, finishedAt }: Inventory): Verification => ({
  schemaVersion: '1',
  tool: { name: 'mcp-pqc', version: endpoints[0]?.mcp?.path ?? '' },
  startedAt,
  finishedAt,
  endpoints: endpoints.map(({ url, mcp }) => ({
    url,
    requirement: 'hybrid',
    verdict: 'fail',
    checks: [{ id: 'hello', title: mcp?.path ?? '', result: 'fail', evidence: mcp?.path ?? '' }],
  })),
})
