import { join } from 'node:path'
import type { Platform } from '../../registry/mcp/mcpClients.ts'
import { entriesOf, readConfigFile } from './file.ts'

/**
 * The home directories of a machine's users: those in /etc/passwd and below /home on Linux, below /Users on macOS and
 * Windows. Directories that cannot be listed are left out.
 */
export const homeDirectories = (platform: Platform, root: string): string[] => {
  const found =
    platform === 'linux' ? [...passwdHomes(root), ...below(join(root, 'home'))] : below(join(root, 'Users'))
  return [...new Set(found)]
}

/** passwd(5): the sixth field. Service accounts share directories that are not homes. */
const passwdHomes = (root: string): string[] => {
  const file = readConfigFile(join(root, 'etc/passwd'), MAX_PASSWD)
  return (file && 'text' in file ? file.text : '')
    .split('\n')
    .map((line) => line.split(':')[5]?.trim() ?? '')
    .filter((home) => home.startsWith('/') && !NOT_HOMES.test(home))
    .map((home) => join(root, home))
}

/** Bytes: a machine with 100,000 users. */
const MAX_PASSWD = 8_388_608

const NOT_HOMES = /^\/(nonexistent|dev|proc|run|bin|sbin|usr|etc)?(\/|$)/

const below = (folder: string): string[] =>
  entriesOf(folder, () => {})
    .filter((entry) => entry.isDirectory() && !SHARED.has(entry.name))
    .map(({ name }) => join(folder, name))

/** Shared folder of macOS, public and template profiles of Windows. */
const SHARED = new Set(['Shared', 'Public', 'Default', 'All Users', 'Default User', 'lost+found'])
