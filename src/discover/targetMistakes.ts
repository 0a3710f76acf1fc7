import { shownTarget } from './endpointUrl.ts'

export type Mistake = { what: string; hint: string }

export const spellingMistake = (target: string): Mistake | undefined => {
  for (const { found, what, hint } of MISTAKES) {
    const match = found.exec(target)
    if (match) return { what, hint: hint(match.groups ?? {}) }
  }
  return undefined
}

type Row = { found: RegExp; what: string; hint: (parts: Record<string, string>) => string }

export const ONE_EACH = 'Write one target per argument, and one per line in a file.'
const FORMS = 'Write a URL, host, host:port, [IPv6 address]:port, or a CIDR range.'
/** `shownTarget` leaves out credentials and the query, which may contain a secret. */
const meant =
  (template: string) =>
  (parts: Record<string, string>): string =>
    `Did you mean: ${shownTarget(template.replace(/\{(\w+)\}/g, (_, name: string) => parts[name] ?? ''))}`

/** The first row that matches counts: certain mistakes come before likely ones. */
const MISTAKES: readonly Row[] = [
  { found: /^$/, what: 'not a target', hint: () => FORMS },
  {
    found: /\s/,
    what: 'contains a space',
    hint: () => ONE_EACH,
  },
  {
    found: /^["'<(\u2018-\u201f]|["'>)\u2018-\u201f]$/u,
    what: 'has quotation marks or brackets around it',
    hint: () => 'Write the target without them.',
  },
  {
    found: /^(?<scheme>https?|ssh)(:\/?|\/\/?|;\/\/|:\\+)(?<rest>[^/\\\d].*)$/i,
    what: 'has a misspelled ://',
    hint: meant('{scheme}://{rest}'),
  },
  {
    found: /^(?<first>[a-z]+):\/\/[a-z]+:?\/\/(?<rest>.+)$/i,
    what: 'has two schemes',
    hint: meant('{first}://{rest}'),
  },
  { found: /^\/\/(?<rest>[^/].*)$/, what: 'has no scheme', hint: meant('https://{rest}') },
  {
    found: /^[a-z][a-z\d+.-]*:\/\/([/?#:]|$)/i,
    what: 'names no host',
    hint: () => 'Write the host after the scheme, as in https://mcp.example.com/mcp.',
  },
  {
    found: /^(?<scheme>https?|ssh|wss?):\/\/(?<address>[\da-f]*:[\da-f]*:[\da-f:.]*)(?<path>\/.*)?$/i,
    what: 'has an IPv6 address without brackets',
    hint: meant('{scheme}://[{address}]{path}'),
  },
  {
    found: /^[a-z]+:\/\/([^/?#]*@)?([^/?#:@[\]]*|\[[^/?#\]]*\]):(?!\d{1,5}([/?#]|$))[^/?#@]*([/?#]|$)/i,
    what: 'has no valid port after the colon',
    hint: () => 'Write a number from 1 to 65535, as in https://host:8443/mcp.',
  },
  {
    found: /^stdio:/i,
    what: 'a program on this machine, and a scan starts no programs',
    hint: () => 'Name an endpoint that is reachable over the network.',
  },
  {
    found: /^[^/@]*@/,
    what: 'contains a user name',
    hint: () => 'Write the host alone; --header and --token-env send credentials.',
  },
  {
    found: /^[^/]*[,;]/,
    what: 'more than one target',
    hint: () => ONE_EACH,
  },
  {
    found: /^[^/]*\*|^[\d.]+\.\d+-[\d.]+$|^[\d.]+\/\d+\.[\d.]+$/,
    what: 'a range in an unsupported notation',
    hint: () => 'Write it as CIDR: 192.0.2.0/24 for the addresses that begin with 192.0.2.',
  },
  {
    found: /^\[(?<address>[\da-f:.]+)\]\/(?<prefix>\d+)$/i,
    what: 'a range in brackets',
    hint: meant('{address}/{prefix}'),
  },
  {
    found: /^[\da-f]*:[\da-f:]*%|^\[[^\]]*%/i,
    what: 'has an IPv6 zone, which a URL cannot contain',
    hint: () => 'Write an address without a zone.',
  },
  { found: /^:\d*$/, what: 'names no host', hint: () => 'Write the host before the port, as in host:8443.' },
  { found: /^[\d.]+\/[^/]*$/, what: 'not a CIDR range', hint: () => 'Write it as 192.0.2.0/24.' },
  {
    found: /^(?!\w[\w+.-]*:\/\/)(?<all>[^/]+\/.*)$/,
    what: 'has a path but no scheme',
    hint: meant('https://{all}'),
  },
]
