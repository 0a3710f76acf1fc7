import { expect } from 'chai'
import { type Invocation, shellWords, unwrap } from '../../src/discover/config/command/commandLine.ts'
import { wrappedRemote } from '../../src/discover/config/command/wrapper.ts'

const URL = 'https://mcp.example/mcp'
const BACKSLASH = '\\\\'

/** What each command reaches: wrapper, runtime, transport. */
const WRAPPED: Record<string, string> = {
  [`npx mcp-remote ${URL}`]: 'mcp-remote Node.js unknown',
  [`npx -y mcp-remote@latest ${URL} --header "Authorization: Bearer x"`]: 'mcp-remote Node.js unknown',
  [`npx -y mcp-remote@0.1.38 ${URL} 3334 --transport sse-only`]: 'mcp-remote Node.js http+sse',
  [`npx --yes --package=mcp-remote mcp-remote-client ${URL} --transport http-only`]:
    'mcp-remote Node.js streamable-http',
  [`npm exec -- mcp-remote ${URL}`]: 'mcp-remote Node.js unknown',
  [`pnpm dlx mcp-remote ${URL}`]: 'mcp-remote Node.js unknown',
  [`yarn dlx -q mcp-remote ${URL}`]: 'mcp-remote Node.js unknown',
  [`bunx mcp-remote ${URL}`]: 'mcp-remote Node.js unknown',
  [`bunx --bun mcp-remote ${URL}`]: 'mcp-remote Bun unknown',
  [`bun x mcp-remote ${URL}`]: 'mcp-remote Node.js unknown',
  [`bun run node_modules/mcp-remote/dist/proxy.js ${URL}`]: 'mcp-remote Bun unknown',
  [`deno run --allow-net -A npm:mcp-remote@0.1 ${URL}`]: 'mcp-remote Deno unknown',
  [`node /usr/lib/node_modules/mcp-remote/dist/proxy.js ${URL}`]: 'mcp-remote Node.js unknown',
  [`node --import tsx /opt/mcp-remote/dist/proxy.js ${URL}`]: 'mcp-remote Node.js unknown',
  [`C:${BACKSLASH}nodejs${BACKSLASH}npx.cmd -y mcp-remote ${URL}`]: 'mcp-remote Node.js unknown',
  [`cmd /c npx -y mcp-remote ${URL}`]: 'mcp-remote Node.js unknown',
  [`cmd.exe /C "npx -y mcp-remote ${URL}"`]: 'mcp-remote Node.js unknown',
  [`powershell -NoProfile -Command "npx mcp-remote ${URL}"`]: 'mcp-remote Node.js unknown',
  [`sh -c "exec npx -y mcp-remote ${URL} --header 'X-Key: a b'"`]: 'mcp-remote Node.js unknown',
  [`bash -lc "cd /srv && . ./env; KEY=1 npx mcp-remote ${URL} | tee log"`]: 'mcp-remote Node.js unknown',
  [`env -u HOME FOO=bar npx mcp-remote ${URL}`]: 'mcp-remote Node.js unknown',
  [`wsl -d Ubuntu npx mcp-remote ${URL}`]: 'mcp-remote Node.js unknown',
  [`docker run -i --rm -e A=1 node:24 npx -y mcp-remote ${URL}`]: 'mcp-remote Node.js unknown',
  [`npx -y supergateway --sse ${URL} --logLevel none`]: 'supergateway Node.js http+sse',
  [`npx -y supergateway --streamableHttp=${URL}`]: 'supergateway Node.js streamable-http',
  [`podman run --rm supercorp/supergateway:uvx --sse ${URL}`]: 'supergateway Node.js http+sse',
  [`mcp-proxy ${URL}`]: 'mcp-proxy Python http+sse',
  [`uvx mcp-proxy==0.8.2 --transport=streamablehttp --headers Authorization "Bearer x" ${URL}`]:
    'mcp-proxy Python streamable-http',
  [`uvx --from "mcp-proxy[x]>=0.8" mcp-proxy ${URL}`]: 'mcp-proxy Python http+sse',
  [`uv tool run mcp-proxy ${URL}`]: 'mcp-proxy Python http+sse',
  [`uv --directory /srv run mcp-proxy ${URL}`]: 'mcp-proxy Python http+sse',
  [`pipx run mcp-proxy ${URL}`]: 'mcp-proxy Python http+sse',
  [`python3.13 -m mcp_proxy ${URL}`]: 'mcp-proxy Python http+sse',
  [`docker run -i ghcr.io/sparfenyuk/mcp-proxy:v0.11 ${URL}`]: 'mcp-proxy Python http+sse',
  [`npx -y mcp-proxy --port 8080 ${URL}`]: 'mcp-proxy Node.js unknown',
  [`uvx mcp-proxy-for-aws@latest ${URL} --region eu-central-1`]: 'mcp-proxy-for-aws Python streamable-http',
}

/** Commands that start a server and do not lead to a remote one. */
const PLAIN: Record<string, Partial<Invocation>> = {
  'npx -y supergateway --stdio "npx server" --port 8000': { package: 'npm/supergateway' },
  'mcp-proxy --port 8080 uvx mcp-server-fetch': { program: 'mcp-proxy' },
  [`mcp-proxy --token-url ${URL} uvx mcp-server-fetch`]: { program: 'mcp-proxy' },
  [`mcp-proxy -- uvx mcp-server-fetch ${URL}`]: { program: 'mcp-proxy' },
  [`npx -y @acme/mcp-remote ${URL}`]: { package: 'npm/@acme/mcp-remote' },
  'npx -y @acme/server@1.2.3-beta.1 /srv': { package: 'npm/@acme/server', args: ['/srv'] },
  'uvx --python 3.12 --with x mcp_server_git[all]@1.0 --repository .': { package: 'pypi/mcp-server-git' },
  'uvx --from git+https://git.example/acme/tools.git@v2 tools': { package: 'git/git.example/acme/tools' },
  'npx -y github:acme/tools': { package: 'git/github.com/acme/tools' },
  'docker run --rm -v /a:/b registry.example:5000/acme/mcp:2@sha256:00': {
    package: 'oci/registry.example:5000/acme/mcp',
  },
  'uv --directory /srv/weather run weather.py': { path: '/srv/weather/weather.py', runtime: 'Python' },
  'python -m acme_server --port 1': { module: 'acme_server', args: ['--port', '1'] },
  '/opt/acme/bin/server --stdio': { program: 'server', path: '/opt/acme/bin/server' },
  'ssh -i key -p 2222 deploy@build.example mcp --stdio': { remote: { host: 'build.example', port: '2222' } },
  'ssh -o Port=23 build.example': { remote: { host: 'build.example', port: '23' } },
  npx: { program: 'npx' },
  'sh -c': { program: 'sh' },
  'docker run': { program: 'docker' },
}

const started = (line: string): Invocation | undefined => unwrap(shellWords(line)[0] ?? [])

describe('discover/commandLine', () => {
  for (const [line, expected] of Object.entries(WRAPPED)) {
    it(`finds the remote server of ${line}`, () => {
      const invocation = started(line)
      const remote = invocation && wrappedRemote(invocation)
      expect(remote?.url).to.equal(URL)
      expect(`${remote?.wrapper} ${remote?.runtime} ${remote?.transport}`).to.equal(expected)
    })
  }

  for (const [line, expected] of Object.entries(PLAIN)) {
    it(`finds what ${line} starts`, () => {
      const invocation = started(line)
      expect(invocation && wrappedRemote(invocation)).to.equal(undefined)
      expect(invocation).to.deep.include(expected)
    })
  }

  it('ends, however deep launchers stand in launchers', () => {
    expect(unwrap([...Array<string>(10_000).fill('env'), 'npx', 'mcp-remote', URL])?.program).to.equal('env')
    expect(unwrap([])).to.equal(undefined)
  })

  it('reads options without end in linear time', () => {
    const line = `docker run ${'-e A '.repeat(300_000)} image`
    expect(unwrap(line.split(/ +/))?.package).to.equal('oci/image')
  })

  it('splits a line as a shell does', () => {
    expect(shellWords(`a 'b c' "d \\"e\\"" f\\ g h'i'"j" && k; l | m`)).to.deep.equal([
      ['a', 'b c', 'd "e"', 'f g', 'hij'],
      ['k'],
      ['l'],
      ['m'],
    ])
    expect(shellWords(`a 'unended`)).to.deep.equal([['a', `'unended`]])
  })
})
