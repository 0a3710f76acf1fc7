import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The Debian 13 of test/peers/setup.sh. */
export const CHROOT = fileURLToPath(new URL('../../../.peers/trixie', import.meta.url))

/** A program to compare with: how it is called, and what it says it is. */
export type Peer = { name: string; command: readonly string[] }

/** Where a program is installed: on PATH, and in the chroot. */
export const peers = (program: string, versionArguments: readonly string[] = ['--version']): Peer[] =>
  [onPath(program), inChroot(program)]
    .filter((command) => command !== undefined)
    .map((command) => ({ name: `${program} ${versionOf([...command, ...versionArguments])}`, command }))

const onPath = (program: string): string[] | undefined => {
  const folders = (process.env['PATH'] ?? '').split(':')
  return folders.some((folder) => existsSync(`${folder}/${program}`)) ? [program] : undefined
}

const inChroot = (program: string): string[] | undefined =>
  existsSync(`${CHROOT}/usr/bin/${program}`) && process.getuid?.() === 0
    ? ['chroot', CHROOT, `/usr/bin/${program}`]
    : undefined

const versionOf = ([command = '', ...args]: readonly string[]): string => {
  try {
    return parseVersions(execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }))
  } catch {
    return '(version unknown)'
  }
}

/** The program's own version, and that of the OpenSSL that it is built with. */
export const parseVersions = (output: string): string => {
  const own = /\d+\.\d+(?:\.\d+)*/.exec(output)?.[0] ?? '(version unknown)'
  const openSsl = /OpenSSL (\d+\.\d+\.\d+)/.exec(output)?.[1]
  return openSsl === undefined ? own : `${own} (OpenSSL ${openSsl})`
}
