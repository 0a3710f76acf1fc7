import { expect } from 'chai'
import { parseTarget, targetLines } from '../../src/discover/targets.ts'
import { UsageError } from '../../src/model/error.ts'

const SOURCE = { kind: 'argument' } as const

const urlOf = (text: string): string => {
  const target = parseTarget(text, SOURCE)
  return target.kind === 'endpoint' ? target.endpoint.url : `range ${target.range.text}`
}

const mistakeIn = (text: string): UsageError => {
  try {
    urlOf(text)
  } catch (error) {
    if (error instanceof UsageError) return error
    throw error
  }
  throw new Error(`${JSON.stringify(text.slice(0, 100))} was taken`)
}

describe('targets', () => {
  const TAKEN: Record<string, string> = {
    'https://mcp.example.com/mcp': 'https://mcp.example.com/mcp',
    'HTTPS://MCP.Example.com:443/mcp': 'https://mcp.example.com/mcp',
    'http://mcp.example.com': 'http://mcp.example.com/',
    'ssh://host:22': 'ssh://host',
    'https://user:secret@host/mcp': 'https://host/mcp',
    'https://[2001:db8::1]:8443/mcp': 'https://[2001:db8::1]:8443/mcp',
    'https://host?x=1': 'https://host/?x=1',
    'mcp.example.com': 'https://mcp.example.com/',
    'mcp.example.com.': 'https://mcp.example.com./',
    localhost: 'https://localhost/',
    'my_service:8443': 'https://my_service:8443/',
    'bücher.example': 'https://xn--bcher-kva.example/',
    'host:443': 'https://host/',
    '192.0.2.1': 'https://192.0.2.1/',
    '192.0.2.1:8443': 'https://192.0.2.1:8443/',
    '::1': 'https://[::1]/',
    '2001:db8::1': 'https://[2001:db8::1]/',
    '[2001:db8::1]': 'https://[2001:db8::1]/',
    '[2001:db8::1]:8443': 'https://[2001:db8::1]:8443/',
    '  mcp.example.com \t': 'https://mcp.example.com/',
    '192.0.2.0/24': 'range 192.0.2.0/24',
    '2001:db8::/120': 'range 2001:db8::/120',
  }
  for (const [text, url] of Object.entries(TAKEN))
    it(`takes ${text}`, () => expect(urlOf(text)).to.equal(url))

  describe('typing errors', () => {
    const FORMS = 'Write a URL, host, host:port, [IPv6 address]:port, or a CIDR range.'
    const PORT = 'Write a number from 1 to 65535, as in host:8443.'
    const IPV6 = 'Write an IPv6 address with a port as [2001:db8::1]:443.'
    const IPV4 = 'Write four numbers from 0 to 255, as in 192.0.2.1.'
    const CIDR = 'Write it as 192.0.2.0/24 or 2001:db8::/120.'
    const ONE_EACH = 'Write one target per argument, and one per line in a file.'
    const BARE = 'Write the target without them.'
    const NAME = 'Write a name such as mcp.example.com, or a URL that begins with https://.'
    /** What was typed, what the message says of it, and the hint. */
    const ERRORS: [text: string, what: string, hint: string][] = [
      ['', 'the target is empty', FORMS],
      ['   ', 'the target is empty', FORMS],
      ['host:', 'has no valid port after the colon', PORT],
      ['host:0', 'has no valid port after the colon', PORT],
      ['host:99999', 'has no valid port after the colon', PORT],
      ['host:https', 'has no valid port after the colon', PORT],
      ['host:443:8443', 'has more than one colon but is not an IPv6 address', IPV6],
      [':8443', 'names no host', 'Write the host before the port, as in host:8443.'],
      ['http//host', 'has a misspelled ://', 'Did you mean: http://host'],
      ['https:/host/mcp', 'has a misspelled ://', 'Did you mean: https://host/mcp'],
      ['https:host', 'has a misspelled ://', 'Did you mean: https://host'],
      ['https;//host', 'has a misspelled ://', 'Did you mean: https://host'],
      ['https:\\\\host', 'has a misspelled ://', 'Did you mean: https://host'],
      ['//host/mcp', 'has no scheme', 'Did you mean: https://host/mcp'],
      ['https://https://host', 'has two schemes', 'Did you mean: https://host'],
      ['htps://host', 'unsupported scheme htps:', 'Use https://, http://, wss://, ws:// or ssh://.'],
      ['ftp://host', 'unsupported scheme ftp:', 'Use https://, http://, wss://, ws:// or ssh://.'],
      [
        'stdio:mcp',
        'a program on this machine, and a scan starts no programs',
        'Name an endpoint that is reachable over the network.',
      ],
      ['https://', 'names no host', 'Write the host after the scheme, as in https://mcp.example.com/mcp.'],
      [
        'https:///mcp',
        'names no host',
        'Write the host after the scheme, as in https://mcp.example.com/mcp.',
      ],
      [
        'https://host:port/mcp',
        'has no valid port after the colon',
        'Write a number from 1 to 65535, as in https://host:8443/mcp.',
      ],
      ['https://host:99999/', 'has no valid port after the colon', PORT],
      ['https://host:0/', 'has no valid port after the colon', PORT],
      [
        'https://2001:db8::1/mcp',
        'has an IPv6 address without brackets',
        'Did you mean: https://[2001:db8::1]/mcp',
      ],
      ['https://[::1/mcp', 'has no IPv6 address in its brackets', 'Write it as [2001:db8::1]:443.'],
      ['[zz]:1', 'has no IPv6 address in its brackets', 'Write it as [2001:db8::1]:443.'],
      ['2001:db8::g', 'has more than one colon but is not an IPv6 address', IPV6],
      ['fe80::1%eth0', 'has an IPv6 zone, which a URL cannot contain', 'Write an address without a zone.'],
      ['[2001:db8::]/120', 'a range in brackets', 'Did you mean: 2001:db8::/120'],
      ['256.1.1.1', 'not an IPv4 address', IPV4],
      ['192.0.2', 'not an IPv4 address', IPV4],
      ['https://1.2.3.4.5/', 'not an IPv4 address', IPV4],
      ['192.0.2.0/33', 'not a CIDR range', CIDR],
      ['192.0.2/24', 'not a CIDR range', CIDR],
      ['010.0.0.0/24', 'not a CIDR range', CIDR],
      ['192.0.2.0/', 'not a CIDR range', 'Write it as 192.0.2.0/24.'],
      ['192.0.2.0/x', 'not a CIDR range', 'Write it as 192.0.2.0/24.'],
      [
        '10.0.0.0/8',
        'has 16777216 addresses',
        'Name ranges of at most 1048576 addresses, or a list of hosts.',
      ],
      [
        '2001:db8::/64',
        'has 18446744073709551616 addresses',
        'Name ranges of at most 1048576 addresses, or a list of hosts.',
      ],
      [
        '192.0.2.0/255.255.255.0',
        'a range in an unsupported notation',
        'Write it as CIDR: 192.0.2.0/24 for the addresses that begin with 192.0.2.',
      ],
      [
        '192.0.2.*',
        'a range in an unsupported notation',
        'Write it as CIDR: 192.0.2.0/24 for the addresses that begin with 192.0.2.',
      ],
      [
        '*.example.com',
        'a range in an unsupported notation',
        'Write it as CIDR: 192.0.2.0/24 for the addresses that begin with 192.0.2.',
      ],
      ['mcp.example.com/mcp', 'has a path but no scheme', 'Did you mean: https://mcp.example.com/mcp'],
      [
        'mcp.example.com:8443/a/b',
        'has a path but no scheme',
        'Did you mean: https://mcp.example.com:8443/a/b',
      ],
      ['a.example b.example', 'contains a space', ONE_EACH],
      ['https://a.example/mcp https://b.example', 'contains a space', ONE_EACH],
      ['https://ho st/', 'contains a space', ONE_EACH],
      ['a.example,b.example', 'more than one target', ONE_EACH],
      ['a.example;', 'more than one target', ONE_EACH],
      ['"https://host/"', 'has quotation marks or brackets around it', BARE],
      ['<https://host/>', 'has quotation marks or brackets around it', BARE],
      ['“host”', 'has quotation marks or brackets around it', BARE],
      ['host)', 'has quotation marks or brackets around it', BARE],
      ['-host.example', 'not a host name', NAME],
      ['host..example', 'not a host name', NAME],
      [`${'x.'.repeat(130)}example`, 'not a host name', NAME],
      [`${'x'.repeat(64)}.example`, 'not a host name', NAME],
      ['host!', 'not a host name', NAME],
      ['https://ho*st/', 'not a host name', NAME],
      ['exa\u200bmple.com', 'not a host name', NAME],
      ['host\x1b[31m', 'not a host name', NAME],
      ['пример\u202eex', 'not a host name', NAME],
    ]
    for (const [text, what, expected] of ERRORS) {
      it(`${JSON.stringify(text.slice(0, 40))}`, () => {
        const { message, hint, code } = mistakeIn(text)
        expect(hint).to.equal(expected)
        const [, noun = 'target', rest = message] =
          /^invalid (target|range|URL) ".*": ([^"]*)$/s.exec(message) ?? []
        expect(rest).to.equal(what)
        expect(code).to.equal(`${noun.toUpperCase()}_INVALID`)
      })
    }

    it('names the target, so that it can be found in a list', () => {
      for (const [text] of ERRORS.filter(([one]) => /^[!-~]{1,40}$/.test(one)))
        expect(mistakeIn(text).message).to.include(text)
    })

    it('does not repeat a password or a query', () => {
      for (const text of [
        'user:hunter2@host',
        'https:user:hunter2@host',
        'https//user:hunter2@host?token=hunter2',
        'https://user:hunter2@ho*st/?token=hunter2',
        'htps://user:hunter2@host',
        'host/mcp?token=hunter2',
        'PIN=hunter2',
        'IS_SANDBOX=yes\0PIN=hunter2\0',
        'hunter2\ufffd',
      ]) {
        const { message, hint } = mistakeIn(text)
        expect(message + hint, text).to.not.include('hunter2')
      }
    })

    // Backtracking would run into the timeout.
    it('reads a text that is long, or without end', () => {
      for (const part of ['a', ':', '/', '[', '1.', 'a.', 'a-', '*', '1-', '@', 'https://']) {
        for (const length of [8000, 1_000_000]) mistakeIn(part.repeat(length).slice(0, length))
      }
    })
  })
})

describe('lines of a target file', () => {
  it('are what stands before a comment, with the number of each', () =>
    expect(
      targetLines('\ufeff# fleet\r\n\r\na.example\r\n  b.example:8443 # the other\n\thttps://c.example/#x\n'),
    ).to.deep.equal([
      { target: 'a.example', line: 3 },
      { target: 'b.example:8443', line: 4 },
      { target: 'https://c.example/#x', line: 5 },
    ]))

  it('repeat a target once', () => {
    expect(targetLines('a\n'.repeat(1_000_000))).to.deep.equal([{ target: 'a', line: 1 }])
  })

  it('may be none', () => expect(targetLines('\n# nothing\n')).to.deep.equal([]))
})
