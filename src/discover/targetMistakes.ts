import { shownTarget } from './endpointUrl.ts'

/** A typing error in a target: what is wrong with it, and what to write instead. */
export type Mistake = { what: string; hint: string }

/** The first thing that is wrong with the spelling of a target; undefined where nothing of this kind is. */
export const spellingMistake = (target: string): Mistake | undefined => {
  for (const { found, what, hint } of MISTAKES) {
    const match = found.exec(target)
    if (match) return { what, hint: hint(match.groups ?? {}) }
  }
  return undefined
}

type Row = { found: RegExp; what: string; hint: (parts: Record<string, string>) => string }

const FORMS = 'Write a URL, host, host:port, [IPv6 address]:port, or a CIDR range.'
/** Credentials and a query, which may hold a secret, are not repeated. */
const meant =
  (template: string) =>
  (parts: Record<string, string>): string =>
    `Did you mean: ${shownTarget(template.replace(/\{(\w+)\}/g, (_, name: string) => parts[name] ?? ''))}`

/** The first row that fits counts, so what is certain stands before what is likely. */
const MISTAKES: readonly Row[] = [
  { found: /^$/, what: 'is not a target', hint: () => FORMS },
  {
    found: /\s/,
    what: 'has a space in it',
    hint: () => 'Write one target an argument, and in a file one a line.',
  },
  {
    found: /^["'<(\u2018-\u201f]|["'>)\u2018-\u201f]$/u,
    what: 'has quotation marks or brackets around it',
    hint: () => 'Leave them out.',
  },
  {
    found: /^(?<scheme>https?|ssh)(:\/?|\/\/?|;\/\/|:\\+)(?<rest>[^/\\\d].*)$/i,
    what: 'has a misspelt ://',
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
    found: /^[a-z]+:\/\/([^/?#]*@)?([^/?#:[\]]*|\[[^/?#\]]*\]):(?!\d{1,5}([/?#]|$))[^/?#@]*([/?#]|$)/i,
    what: 'has no valid port after the colon',
    hint: () => 'Write a number from 1 to 65535, as in https://host:8443/mcp.',
  },
  {
    found: /^stdio:/i,
    what: 'is a program on this machine, which a scan does not start',
    hint: () => 'Name an endpoint that is reached over the network.',
  },
  {
    found: /^[^/@]*@/,
    what: 'has a user name in it',
    hint: () => 'Write the host alone: a scan sends no credentials.',
  },
  {
    found: /^[^/]*[,;]/,
    what: 'is more than one target',
    hint: () => 'Write one target an argument, and in a file one a line.',
  },
  {
    found: /^[^/]*\*|^[\d.]+\.\d+-[\d.]+$|^[\d.]+\/\d+\.[\d.]+$/,
    what: 'is a range in a notation that is not read here',
    hint: () => 'Write it as CIDR: 192.0.2.0/24 for the addresses that begin with 192.0.2.',
  },
  {
    found: /^\[(?<address>[\da-f:.]+)\]\/(?<prefix>\d+)$/i,
    what: 'is a range with brackets',
    hint: meant('{address}/{prefix}'),
  },
  {
    found: /^[\da-f:]*:[\da-f:]*%|^\[[^\]]*%/i,
    what: 'has an IPv6 zone, which no URL can hold',
    hint: () => 'Write an address without a zone.',
  },
  { found: /^:\d*$/, what: 'names no host', hint: () => 'Write the host before the port, as in host:8443.' },
  { found: /^[\d.]+\/[^/]*$/, what: 'is not a CIDR range', hint: () => 'Write it as 192.0.2.0/24.' },
  {
    found: /^(?!\w[\w+.-]*:\/\/)(?<all>[^/]+\/.*)$/,
    what: 'has a path but no scheme',
    hint: meant('https://{all}'),
  },
]
