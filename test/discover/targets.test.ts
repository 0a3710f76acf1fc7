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
    /** What was typed, what is said to be wrong with it, and the mend. */
    const ERRORS: [text: string, what: RegExp, mend: RegExp][] = [
      ['', /^An empty text is not a target$/, /URL, host, host:port/],
      ['   ', /^An empty text/, /URL/],
      ['host:', /^host: has no valid port/, /1 to 65535/],
      ['host:0', /^host:0 has no valid port/, /1 to 65535/],
      ['host:99999', /^host:99999 has no valid port/, /1 to 65535/],
      ['host:https', /^host:https has no valid port/, /1 to 65535/],
      ['host:443:8443', /more than one colon/, /\[2001:db8::1\]:443/],
      [':8443', /^:8443 names no host$/, /host:8443/],
      ['http//host', /misspelt :\/\//, /^Did you mean: http:\/\/host$/],
      ['https:/host/mcp', /misspelt/, /: https:\/\/host\/mcp$/],
      ['https:host', /misspelt/, /: https:\/\/host$/],
      ['https;//host', /misspelt/, /: https:\/\/host$/],
      ['https:\\\\host', /misspelt/, /: https:\/\/host$/],
      ['//host/mcp', /no scheme/, /: https:\/\/host\/mcp$/],
      ['https://https://host', /two schemes/, /: https:\/\/host$/],
      ['htps://host', /has the scheme htps:$/, /https:\/\//],
      ['ftp://host', /has the scheme ftp:$/, /https:\/\//],
      ['stdio:mcp', /is a program/, /over the network/],
      ['https://', /names no host/, /https:\/\/mcp\.example\.com\/mcp/],
      ['https:///mcp', /names no host/, /after the scheme/],
      ['https://host:port/mcp', /no valid port/, /1 to 65535/],
      ['https://host:99999/', /no valid port/, /1 to 65535/],
      ['https://host:0/', /no valid port/, /1 to 65535/],
      ['https://2001:db8::1/mcp', /without brackets/, /: https:\/\/\[2001:db8::1\]\/mcp$/],
      ['https://[::1/mcp', /no IPv6 address in its brackets/, /\[2001:db8::1\]/],
      ['[zz]:1', /no IPv6 address in its brackets/, /\[2001:db8::1\]/],
      ['2001:db8::g', /more than one colon/, /\[2001:db8::1\]/],
      ['fe80::1%eth0', /IPv6 zone/, /without a zone/],
      ['[2001:db8::]/120', /range with brackets/, /: 2001:db8::\/120$/],
      ['256.1.1.1', /not an IPv4 address/, /0 to 255/],
      ['192.0.2', /not an IPv4 address/, /four numbers/],
      ['https://1.2.3.4.5/', /not an IPv4 address/, /four numbers/],
      ['192.0.2.0/33', /not a CIDR range/, /192\.0\.2\.0\/24/],
      ['192.0.2/24', /not a CIDR range/, /192\.0\.2\.0\/24/],
      ['010.0.0.0/24', /not a CIDR range/, /192\.0\.2\.0\/24/],
      ['192.0.2.0/', /not a CIDR range/, /192\.0\.2\.0\/24/],
      ['192.0.2.0/x', /not a CIDR range/, /192\.0\.2\.0\/24/],
      ['10.0.0.0/8', /16777216 addresses/, /at most 1048576/],
      ['2001:db8::/64', /18446744073709551616 addresses/, /at most/],
      ['192.0.2.0/255.255.255.0', /notation/, /CIDR/],
      ['192.0.2.*', /notation/, /CIDR/],
      ['*.example.com', /notation/, /./],
      ['mcp.example.com/mcp', /a path but no scheme/, /: https:\/\/mcp\.example\.com\/mcp$/],
      ['mcp.example.com:8443/a/b', /a path but no scheme/, /: https:\/\/mcp\.example\.com:8443\/a\/b$/],
      ['a.example b.example', /a space/, /in a file one a line/],
      ['https://a.example/mcp https://b.example', /a space/, /one target an argument/],
      ['https://ho st/', /a space/, /one target/],
      ['a.example,b.example', /more than one target/, /one target an argument/],
      ['a.example;', /more than one target/, /one target an argument/],
      ['"https://host/"', /quotation marks/, /Leave them out/],
      ['<https://host/>', /brackets around/, /Leave them out/],
      ['“host”', /quotation marks/, /Leave them out/],
      ['host)', /brackets around/, /Leave them out/],
      ['-host.example', /not a host name/, /mcp\.example\.com/],
      ['host..example', /not a host name/, /mcp\.example\.com/],
      [`${'x.'.repeat(130)}example`, /not a host name/, /mcp\.example\.com/],
      [`${'x'.repeat(64)}.example`, /not a host name/, /mcp\.example\.com/],
      ['host!', /not a host name/, /mcp\.example\.com/],
      ['https://ho*st/', /not a host name/, /https:\/\//],
      ['exa\u200bmple.com', /^exa\ufffdmple\.com is not a host name/, /mcp\.example\.com/],
      ['host\x1b[31m', /^host\ufffd\[31m is not a host name/, /mcp\.example\.com/],
      ['пример\u202eex', /\ufffdex is not a host name/, /mcp\.example\.com/],
    ]
    for (const [text, what, mend] of ERRORS) {
      it(`${JSON.stringify(text.slice(0, 40))}`, () => {
        const { message, hint, code } = mistakeIn(text)
        expect(message).to.match(what)
        expect(hint).to.match(mend)
        expect(code).to.be.oneOf(['TARGET_INVALID', 'RANGE_INVALID', 'URL_INVALID'])
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
      ]) {
        const { message, hint } = mistakeIn(text)
        expect(message + hint, text).to.not.include('hunter2')
      }
    })

    it('takes no time for a text that is long, or without end', () => {
      const started = performance.now()
      for (const part of ['a', ':', '/', '[', '1.', 'a.', 'a-', '*', '1-', '@', 'https://']) {
        for (const length of [8000, 1_000_000]) mistakeIn(part.repeat(length).slice(0, length))
      }
      expect(performance.now() - started).to.be.below(2000)
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

  it('may be none', () => expect(targetLines('\n# nothing\n')).to.deep.equal([]))
})
