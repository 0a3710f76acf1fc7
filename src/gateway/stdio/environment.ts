/**
 * Variables that a server inherits, the same as under the official SDK's stdio client (`DEFAULT_INHERITED_ENV_VARS`,
 * @modelcontextprotocol/client 2.4, November 2026). It does not get the gateway's secrets; --env adds further ones.
 */
const POSIX = ['HOME', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'USER']

const WINDOWS = [
  'APPDATA',
  'COMSPEC',
  'HOMEDRIVE',
  'HOMEPATH',
  'LOCALAPPDATA',
  'PATH',
  'PATHEXT',
  'PROCESSOR_ARCHITECTURE',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'PROGRAMFILES(X86)',
  'PROGRAMW6432',
  'SYSTEMDRIVE',
  'SYSTEMROOT',
  'TEMP',
  'USERNAME',
  'USERPROFILE',
  'WINDIR',
]

export const childEnvironment = (named: Readonly<Record<string, string>> = {}): Record<string, string> => {
  const names = process.platform === 'win32' ? WINDOWS : POSIX
  const inherited = names.flatMap((name) => {
    const value = process.env[name]
    // A function that an old version of bash exported.
    return value === undefined || value.startsWith('()') ? [] : [[name, value] as const]
  })
  return { ...Object.fromEntries(inherited), ...named }
}
