import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { McpPqcError } from '../../model/error.ts'
import { problem } from '../problem.ts'
import type { CredentialFacts } from './credential.ts'
import type { Identity, IdentitySource } from './identity.ts'

export type IdentityEvent =
  | { event: 'identity-reloaded'; credentials: readonly CredentialFacts[] }
  /** The files cannot be used: the server continues with its present identity. */
  | { event: 'identity-kept'; error: McpPqcError }
  /** Changes of the files will not be noticed. */
  | { event: 'identity-unwatched'; path: string; detail: string }

export type IdentityWatch = {
  /** Reads the files now. Never throws: errors are events. */
  reload(): Promise<void>
  close(): void
}

export type IdentityWatchOptions = {
  current: Identity
  /** May throw an error of OpenSSL. */
  replace: (identity: Identity) => void
  onEvent: (event: IdentityEvent) => void
}

/** Milliseconds to wait after a change, because certificate and key are two files. */
const QUIET = 200
/** Milliseconds between checks of unchanged files, to renew certificates before they expire. */
const LOOK_AGAIN = 43_200_000

export const watchIdentity = (
  source: IdentitySource,
  { current, replace, onEvent }: IdentityWatchOptions,
): IdentityWatch => {
  let shown = fingerprints(current)
  const read = async (): Promise<void> => {
    try {
      const fresh = await source.load()
      if (fingerprints(fresh) === shown) return
      replace(fresh)
      shown = fingerprints(fresh)
      onEvent({ event: 'identity-reloaded', credentials: fresh.credentials.map(({ facts }) => facts) })
    } catch (error) {
      onEvent({ event: 'identity-kept', error: asMcpPqcError(error) })
    }
  }
  let last = Promise.resolve()
  const reload = (): Promise<void> => {
    last = last.then(read)
    return last
  }
  let quiet: NodeJS.Timeout | undefined
  const changed = (): void => {
    clearTimeout(quiet)
    quiet = setTimeout(() => void reload(), QUIET)
  }
  const watchers = watchFolders(source.files, changed, (path, error) =>
    onEvent({ event: 'identity-unwatched', path, detail: error.message }),
  )
  const again = setInterval(() => void reload(), LOOK_AGAIN)
  again.unref()
  return {
    reload,
    close: () => {
      clearTimeout(quiet)
      clearInterval(again)
      for (const watcher of watchers) watcher.close()
    },
  }
}

/** Watches folders, because a watch on a file ends when the file is replaced. */
const watchFolders = (
  files: readonly string[],
  changed: () => void,
  failed: (path: string, error: Error) => void,
): FSWatcher[] => {
  const names = new Set(files.map((file) => basename(file)))
  return [...new Set(files.map((file) => dirname(file)))].flatMap((folder) => {
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        // Kubernetes replaces a link called `..data`, to which the files themselves are links.
        if (name === null || names.has(name) || name.startsWith('..')) changed()
      })
      return [watcher.on('error', (error) => failed(folder, error))]
    } catch (error) {
      failed(folder, error as Error)
      return []
    }
  })
}

const fingerprints = ({ credentials }: Identity): string =>
  credentials.map(({ facts }) => facts.sha256).join()

const asMcpPqcError = (error: unknown): McpPqcError =>
  error instanceof McpPqcError
    ? error
    : problem('CERTIFICATE_INVALID with the others', { reason: (error as Error).message }, error)
