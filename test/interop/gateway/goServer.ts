import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'

const HOUSE = new URL('../../../.peers/trixie', import.meta.url).pathname

/** Why Go cannot be used; undefined where it can. */
export const whyNoGo = (): string | undefined => {
  if (!existsSync(`${HOUSE}/usr/lib/go-1.24/bin/go`)) return 'no Go in .peers/trixie'
  return process.getuid?.() === 0 ? undefined : 'chroot needs root'
}

/** Builds server.go, which then runs outside of the chroot. */
export const buildGoServer = (): { program: string; remove(): void } => {
  mkdirSync(`${HOUSE}/tmp`, { recursive: true })
  const outside = mkdtempSync(`${HOUSE}/tmp/go-server-`)
  chmodSync(outside, 0o755)
  const inside = outside.slice(HOUSE.length)
  copyFileSync(new URL('server.go', import.meta.url), `${outside}/server.go`)
  // Without /proc, Go does not find itself.
  const env = {
    ...process.env,
    GOROOT: '/usr/lib/go-1.24',
    HOME: '/tmp',
    GOCACHE: '/tmp/go-cache',
    CGO_ENABLED: '0',
  }
  const build = `cd ${inside} && /usr/lib/go-1.24/bin/go build -o server server.go`
  execFileSync('chroot', [HOUSE, 'sh', '-c', build], { env, stdio: ['ignore', 'ignore', 'pipe'] })
  return { program: `${outside}/server`, remove: () => rmSync(outside, { recursive: true, force: true }) }
}
