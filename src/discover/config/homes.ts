import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Platform } from '../../registry/mcp/mcpClients.ts'

/**
 * The home directories of a machine's users: those of /etc/passwd and below /home on Linux, below /Users on macOS
 * and Windows. What cannot be listed is left out; whose files cannot be read shows when they are.
 */
export const homeDirectories = (platform: Platform, root: string): string[] => {
  const found =
    platform === 'linux' ? [...passwdHomes(root), ...below(join(root, 'home'))] : below(join(root, 'Users'))
  return [...new Set(found)]
}

/** passwd(5): the sixth field. Accounts of services share a few directories that are no homes. */
const passwdHomes = (root: string): string[] => {
  try {
    return readFileSync(join(root, 'etc/passwd'), 'utf8')
      .split('\n')
      .map((line) => line.split(':')[5]?.trim() ?? '')
      .filter((home) => home.startsWith('/') && !NO_HOMES.test(home))
      .map((home) => join(root, home))
  } catch {
    return []
  }
}

const NO_HOMES = /^\/(nonexistent|dev|proc|run|bin|sbin|usr|etc)?(\/|$)/

const below = (folder: string): string[] => {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !SHARED.has(entry.name))
      .map(({ name }) => join(folder, name))
  } catch {
    return []
  }
}

/** Not a user's: macOS' Shared, Windows' public and template profiles. */
const SHARED = new Set(['Shared', 'Public', 'Default', 'All Users', 'Default User', 'lost+found'])
